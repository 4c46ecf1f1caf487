package metalplant.boot.switches;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import metalplant.boot.http.PlantDoor;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;

/**
 * What the agent of a switch asks and tells the plant's API, passed on with a key that opens nothing else: only what is about this very switch, which
 * is known by its address and card. So no switch holds a key, and one that is broken into speaks for itself alone.
 */
public final class SwitchApi {
    /** Where the API seems to be. */
    static final String PLACE = "/switch/api/v1/switch";

    private static final int ANSWER_MAX = 8 << 20;
    private static final int SALT_LENGTH = 24;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final World world;
    private final PlantDoor plant;
    private final Path key;

    /**
     * Asks nothing yet.
     *
     * @param api the plant's own door, with a slash at its end
     * @param key file with the key of type {@code Metal-Switches}, read for each call
     */
    public SwitchApi(World world, URI api, Path key) {
        this.world = world;
        plant = new PlantDoor(api, ANSWER_MAX);
        this.key = key;
    }

    /** A switch says that it is there. @throws Problem NOT_ALLOWED if it says that it is another one */
    void register(ServerRequest request, ServerResponse response, KnownSwitch of) {
        var body = body(request);
        requireOwn(of, named(body));
        pass("POST", "register", Optional.of(body), response);
    }

    private static String named(byte[] body) {
        try {
            JsonNode read = JSON.readTree(body);
            return read == null ? "" : read.path("id").asText("");
        } catch (IOException e) {
            throw Problem.bad("a switch registers with a JSON document").because(e);
        }
    }

    /** It asks what it shall be. @param what "" or {@code /fabric} */
    void ask(ServerRequest request, ServerResponse response, KnownSwitch of, String what) {
        requireOwn(of, request.path().pathParameters().get("id"));
        pass("GET", of.name() + what, Optional.empty(), response);
    }

    /** It tells what became of that. @param what {@code /notify} or {@code /fabric} */
    void tell(ServerRequest request, ServerResponse response, KnownSwitch of, String what) {
        requireOwn(of, request.path().pathParameters().get("id"));
        pass("POST", of.name() + what, Optional.of(body(request)), response);
    }

    private static byte[] body(ServerRequest request) {
        return request.content().hasEntity() ? request.content().as(byte[].class) : new byte[0];
    }

    private static void requireOwn(KnownSwitch of, String id) {
        if (!of.name().equals(id)) {
            throw Problem.of(ProblemCode.NOT_ALLOWED, "%s speaks for itself alone".formatted(of.name()));
        }
    }

    private void pass(String method, String path, Optional<byte[]> body, ServerResponse response) {
        var date = world.now().truncatedTo(ChronoUnit.SECONDS).toString();
        var salt = salt();
        var question = plant.question("v1/switch/" + path)
                .header("Accept", "application/json")
                .header("Content-Type", "application/json")
                .header("X-Date", date)
                .header("X-Data-Salt", salt)
                .header("Authorization", "Metal-Switches " + mac(date + method + salt))
                .method(
                        method,
                        body.map(HttpRequest.BodyPublishers::ofByteArray)
                                .orElseGet(HttpRequest.BodyPublishers::noBody));
        plant.pass(question.build(), response);
    }

    private String salt() {
        var chance = world.random("salt");
        var text = new StringBuilder(SALT_LENGTH);
        for (int i = 0; i < SALT_LENGTH; i++) {
            text.append((char) ('a' + chance.nextInt(26)));
        }
        return text.toString();
    }

    private String mac(String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Files.readString(key).strip().getBytes(UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
        } catch (IOException e) {
            throw Problem.of(ProblemCode.TOO_BUSY, "the boot server has no key of the API yet")
                    .because(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", e);
        }
    }
}
