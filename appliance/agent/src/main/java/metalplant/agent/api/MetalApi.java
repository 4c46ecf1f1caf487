package metalplant.agent.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;

/** The plant's REST door as metal-core speaks to it, stock metal-api included. Signed with the key {@code edit}. */
public final class MetalApi implements AutoCloseable {
    /** A switch with a thousand tenants stays far below. */
    private static final long ANSWER_MAX_BYTES = 8L << 20;

    private static final int SALT_LENGTH = 24;
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final World world;
    private final String base;
    private final byte[] key;
    private final Duration timeout;
    private final HttpClient http;

    /** @param base with its path and without a slash at its end */
    public MetalApi(World world, String base, String key, Duration timeout) {
        this.world = world;
        this.base = base;
        this.key = key.getBytes(UTF_8);
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .build();
    }

    /** Says that the switch is there. */
    public void register(ObjectNode body) {
        need(call("POST", "/v1/switch/register", Optional.of(body)), "register");
    }

    /** What its ports shall be. */
    public JsonNode find(String id) {
        return need(call("GET", "/v1/switch/" + id, Optional.empty()), "find");
    }

    /** How it went. */
    public void tell(String id, ObjectNode body) {
        need(call("POST", "/v1/switch/" + id + "/notify", Optional.of(body)), "notify");
    }

    /** Who may talk to whom; empty if this API does not know of it. */
    public Optional<JsonNode> fabric(String id) {
        var answer = call("GET", "/v1/switch/" + id + "/fabric", Optional.empty());
        return isUnknown(answer) ? Optional.empty() : Optional.of(need(answer, "fabric"));
    }

    /** What became of that, and what is wrong, and how the plant answers; where nobody asked for it nothing happens. */
    public Optional<JsonNode> tellFabric(String id, ObjectNode body) {
        var answer = call("POST", "/v1/switch/" + id + "/fabric", Optional.of(body));
        return isUnknown(answer) ? Optional.empty() : Optional.of(need(answer, "fabric"));
    }

    private static boolean isUnknown(Answer answer) {
        // metal-api answers a path that it does not have with a page of its own, and not with an error of its form.
        return answer.status() == 405 || (answer.status() == 404 && !isError(answer.body()));
    }

    private static boolean isError(byte[] body) {
        try {
            return JSON.readTree(body) instanceof ObjectNode node && node.has("statuscode");
        } catch (IOException e) {
            return false;
        }
    }

    private record Answer(int status, byte[] body) {}

    private Answer call(String method, String path, Optional<ObjectNode> body) {
        var date = world.now().truncatedTo(ChronoUnit.SECONDS).toString();
        var salt = salt();
        var request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(timeout)
                .header("Accept", "application/json")
                .header("X-Date", date)
                .header("X-Data-Salt", salt)
                .header("Authorization", "Metal-Edit " + mac(date + method + salt));
        body.ifPresentOrElse(
                json -> request.header("Content-Type", "application/json")
                        .method(method, HttpRequest.BodyPublishers.ofString(json.toString(), UTF_8)),
                () -> request.method(method, HttpRequest.BodyPublishers.noBody()));
        try {
            var response =
                    http.send(request.build(), BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_MAX_BYTES));
            return new Answer(response.statusCode(), response.body());
        } catch (IOException e) {
            throw Problem.of(ProblemCode.TOO_BUSY, "the plant does not answer now: " + e)
                    .because(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(ProblemCode.TOO_BUSY, "stopped while waiting for the plant");
        }
    }

    private static JsonNode need(Answer answer, String what) {
        if (answer.status() / 100 != 2) {
            var text = new String(answer.body(), UTF_8).strip();
            throw Problem.of(
                    ProblemCode.TOO_BUSY,
                    "%s: the plant answers %d %s"
                            .formatted(what, answer.status(), text.substring(0, Math.min(300, text.length()))));
        }
        try {
            return Optional.ofNullable(JSON.readTree(answer.body())).orElseThrow(() -> new IOException("nothing"));
        } catch (IOException e) {
            throw Problem.of(ProblemCode.TOO_BUSY, what + ": the plant's answer is no JSON")
                    .because(e);
        }
    }

    private String salt() {
        var chance = world.random("salt");
        var text = new StringBuilder(SALT_LENGTH);
        for (int i = 0; i < SALT_LENGTH; i++) {
            text.append(LETTERS.charAt(chance.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    private String mac(String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA-256", e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
