package metalplant.server.federation;

import static java.lang.System.Logger.Level.WARNING;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import metalplant.core.restore.HostLife.Written;
import metalplant.federation.signing.Ed25519;
import metalplant.federation.signing.MemberKey;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;
import metalplant.mesh.files.AtomicFile;
import metalplant.mesh.link.MeshListener;
import metalplant.wire.WireJson;
import metalplant.wire.federation.LifeStatement;

/**
 * Members remember for each other how far they are in their lives. A plant whose whole folder was put back finds no difference in
 * itself; it learns from the first member that it reaches, by its own signature. A signature is worth more than a member's word: none of
 * them can make another one believe that it was restored.
 */
final class LifeWitness implements HttpService {
    static final String PATH = "/federation/v1/life";
    private static final System.Logger LOG = System.getLogger(LifeWitness.class.getName());
    private static final int BODY_MAX = 4_096;
    private static final TypeReference<TreeMap<String, LifeStatement>> FORM = new TypeReference<>() {};

    private final FederationParts parts;
    private final Supplier<Optional<Written>> life;
    private final LifeHere.NewLife putBack;
    private final Path file;
    private final Map<PlantId, Long> told = new ConcurrentHashMap<>();
    private final TreeMap<String, LifeStatement> seen;

    /**
     * @param life of this plant as its host has it
     * @param putBack called when another plant remembers a later one
     */
    LifeWitness(FederationParts parts, Supplier<Optional<Written>> life, LifeHere.NewLife putBack) {
        this.parts = parts;
        this.life = life;
        this.putBack = putBack;
        this.file = parts.config.folder().resolve("lives.json");
        this.seen = read(file);
    }

    /** What is lost is said again within the minute. */
    private static TreeMap<String, LifeStatement> read(Path file) {
        try {
            return Files.exists(file) ? WireJson.mapper().readValue(AtomicFile.read(file), FORM) : new TreeMap<>();
        } catch (JsonProcessingException e) {
            LOG.log(WARNING, "lives of other plants are learned again file=" + file, e);
            return new TreeMap<>();
        }
    }

    @Override
    public void routing(HttpRules rules) {
        rules.post(PATH, this::hear);
    }

    private void hear(ServerRequest request, ServerResponse response) throws java.io.IOException {
        var plant = MeshListener.peer(request);
        try (var body = request.content().inputStream()) {
            var said = WireJson.mapper().readValue(body.readNBytes(BODY_MAX), LifeStatement.class);
            var key = key(plant);
            if (key.filter(known -> isOf(plant, known, said)).isEmpty()) {
                response.status(400).send();
                return;
            }
            response.send(WireJson.text(noted(plant, said)));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            response.status(400).send();
        }
    }

    private Optional<MemberKey> key(PlantId plant) {
        return parts.runner
                .state()
                .flatMap(state -> state.ledger().state())
                .flatMap(known -> known.members().find(plant))
                .map(member -> member.record().key());
    }

    /** What is known of the plant now: the later one of what it says and what it said. */
    private synchronized LifeStatement noted(PlantId plant, LifeStatement said) {
        var before = seen.get(plant.text());
        if (before != null && !isLater(said, before)) {
            return before;
        }
        seen.put(plant.text(), said);
        AtomicFile.write(file, (WireJson.text(seen) + "\n").getBytes(UTF_8), AtomicFile.SECRET);
        return said;
    }

    /** Two lives with one number are two copies of one plant: the first one that was seen stays. */
    private static boolean isLater(LifeStatement said, LifeStatement before) {
        return said.counter() > before.counter()
                || (said.counter() == before.counter()
                        && said.nonce().equals(before.nonce())
                        && said.mark() > before.mark());
    }

    /** Tells a member how far this plant is, and listens whether it was further once. */
    void tell(PlantId plant, java.net.InetSocketAddress door) {
        var now = life.get().filter(written -> written.mark() > 0);
        if (now.isEmpty() || now.get().mark() == told.getOrDefault(plant, -1L)) {
            return;
        }
        var said = statement(now.get());
        parts.calls.post(plant, door, PATH, said, LifeStatement.class).ifPresent(known -> {
            told.put(plant, now.get().mark());
            if (isLater(known, said) || isAnother(known, said)) {
                remembered(plant, known);
            }
        });
    }

    private static boolean isAnother(LifeStatement known, LifeStatement said) {
        return known.counter() == said.counter() && !known.nonce().equals(said.nonce());
    }

    private void remembered(PlantId witness, LifeStatement known) {
        if (!isOf(parts.me(), parts.identity.signer().key(), known)) {
            parts.alarms.alarm("plant %s says of this one what it did not sign".formatted(witness.text()));
            return;
        }
        var why = "plant %s has seen it in life %d at mark %d".formatted(witness.text(), known.counter(), known.mark());
        parts.alarms.alarm("this plant was put back to an older state, or runs twice: " + why);
        putBack.begin(why, known.counter());
    }

    private LifeStatement statement(Written written) {
        var signature = parts.identity
                .signer()
                .sign(text(parts.me(), written.counter(), written.nonce().toString(), written.mark()));
        return new LifeStatement(written.counter(), written.nonce().toString(), written.mark(), signature.hex());
    }

    private static boolean isOf(PlantId plant, MemberKey key, LifeStatement said) {
        var nonce = UUID.fromString(said.nonce()).toString();
        return nonce.equals(said.nonce())
                && Ed25519.verify(key, text(plant, said.counter(), nonce, said.mark()), Bytes.ofHex(said.signature()));
    }

    private static byte[] text(PlantId plant, long counter, String nonce, long mark) {
        return "metal-plant life %s %d %s %d"
                .formatted(plant.text(), counter, nonce, mark)
                .getBytes(UTF_8);
    }
}
