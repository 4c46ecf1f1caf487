package metalplant.bootstrap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import metalplant.bootstrap.pki.PlantPki;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.server.PlantConfig;
import metalplant.server.PlantConfig.HmacKeys;
import metalplant.store.DatabaseConfig;

/**
 * What {@code ./plant status --output json} prints and what tests and the simulated rack read. Keys are added, never
 * renamed. It holds secrets: the file is for the owner alone.
 */
public final class StatusDocument {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final ObjectNode root;

    private StatusDocument(ObjectNode root) {
        this.root = root;
    }

    /** How far a plant is. */
    enum State {
        STARTING,
        READY,
        FAILED,
        STOPPED
    }

    /**
     * Everything that does not change while a plant runs.
     *
     * @param nsq absent when the bus is in memory
     */
    record Facts(
            Settings settings,
            Folders folders,
            URI api,
            URI router,
            String grpc,
            HmacKeys hmac,
            PlantPki pki,
            DatabaseConfig database,
            Optional<PlantConfig.NsqSettings> nsq,
            Path nsqCombined,
            String files,
            String version,
            long pid,
            Instant started) {}

    static StatusDocument of(Facts facts) {
        var root = JSON.createObjectNode();
        root.put("ready", false);
        root.put("state", "starting");
        root.put("partition", facts.settings().partition());
        root.put("version", facts.version());
        root.put("pid", facts.pid());
        root.put("started", facts.started().toString());
        root.put("data", facts.folders().data().toString());
        Namespace.of(facts.folders()).ifPresent(name -> root.put("netns", name));
        api(root.putObject("api"), facts);
        root.putObject("router").put("url", facts.router().toString());
        grpc(root.putObject("grpc"), facts);
        facts.nsq().ifPresent(nsq -> nsq(root.putObject("nsq"), nsq, facts.nsqCombined()));
        root.putObject("database")
                .put("url", DatabaseUrl.text(facts.database()))
                .put("jdbc", facts.database().jdbcUrl())
                .put("user", facts.database().user())
                .put("password", facts.database().password());
        root.putObject("files").put("url", facts.files());
        root.putObject("metalctl").put("config", facts.folders().metalctl().toString());
        root.putObject("rack")
                .put("wanted", facts.settings().rack())
                .put("machines", 0)
                .put("waiting", 0);
        return new StatusDocument(root);
    }

    /** A plant that has not got as far as having addresses. */
    static StatusDocument bare(Path data, State state) {
        var root = JSON.createObjectNode();
        root.put("ready", false);
        root.put("data", data.toString());
        return new StatusDocument(root).with(state);
    }

    public static Optional<StatusDocument> read(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return JSON.readTree(AtomicFile.read(file)) instanceof ObjectNode root
                    ? Optional.of(new StatusDocument(root))
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            throw Problem.bad("%s cannot be read: %s".formatted(file, e.getOriginalMessage()))
                    .because(e);
        }
    }

    StatusDocument with(State state) {
        var copy = root.deepCopy();
        copy.put("state", state.name().toLowerCase(java.util.Locale.ROOT));
        copy.put("ready", state == State.READY);
        return new StatusDocument(copy);
    }

    StatusDocument withReady(boolean ready) {
        var copy = root.deepCopy();
        copy.put("ready", ready);
        return new StatusDocument(copy);
    }

    /** @param reason why it failed */
    StatusDocument failed(String reason) {
        var failed = with(State.FAILED);
        failed.root.put("reason", reason);
        return failed;
    }

    StatusDocument withRack(Optional<Long> pid, Optional<RackCount> count) {
        var copy = root.deepCopy();
        var rack = copy.withObject("/rack");
        pid.ifPresentOrElse(number -> rack.put("pid", number), () -> rack.remove("pid"));
        count.ifPresent(c ->
                rack.put("machines", c.machines()).put("waiting", c.waiting()).put("allocated", c.allocated()));
        return new StatusDocument(copy);
    }

    /** Only of a plant that was restored, until all is confirmed. */
    StatusDocument withUnconfirmed(Optional<Unconfirmed> unconfirmed) {
        var copy = root.deepCopy();
        copy.remove("unconfirmed");
        unconfirmed
                .filter(each -> each.holdsMachines() || each.addresses())
                .ifPresent(each -> copy.withObject("/unconfirmed")
                        .put("machines", each.machines())
                        .put("newcomers", each.newcomers())
                        .put("addresses", each.addresses()));
        return new StatusDocument(copy);
    }

    void write(Path file) {
        AtomicFile.write(file, toString() + "\n", AtomicFile.SECRET);
    }

    boolean isReady() {
        return root.path("ready").asBoolean();
    }

    State state() {
        return State.valueOf(root.path("state").asText("stopped").toUpperCase(java.util.Locale.ROOT));
    }

    /** A value by its keys, joined with dots; empty text if it is not there. */
    public String text(String keys) {
        return root.at("/" + keys.replace('.', '/')).asText("");
    }

    @Override
    public String toString() {
        try {
            return JSON.writeValueAsString(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree always has a JSON form", e);
        }
    }

    private static void api(ObjectNode api, Facts facts) {
        api.put("url", facts.api().toString());
        api.putObject("hmac")
                .put("view", facts.hmac().view())
                .put("edit", facts.hmac().edit())
                .put("admin", facts.hmac().admin());
    }

    private static void grpc(ObjectNode grpc, Facts facts) {
        grpc.put("address", facts.grpc());
        grpc.put("ca", facts.pki().caCert().toString());
        grpc.put("cert", facts.pki().partitionClientCert().toString());
        grpc.put("key", facts.pki().partitionClientKey().toString());
    }

    private static void nsq(ObjectNode node, PlantConfig.NsqSettings nsq, Path combined) {
        node.put(
                "tcp", nsq.tcp().getAddress().getHostAddress() + ":" + nsq.tcp().getPort());
        node.put("http", nsq.http().toString());
        node.put("ca", nsq.ca().toString());
        node.put("cert", nsq.cert().toString());
        node.put("key", nsq.key().toString());
        node.put("combined", combined.toString());
    }
}
