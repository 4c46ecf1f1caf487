package metalplant.cli.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;

/** A client of metal-api v1 with one HMAC key. Safe for many threads. */
public final class PlantApi implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI base;
    private final HmacSigner signer;
    private final World world;
    private final Duration timeout;
    private final HttpClient http;

    /**
     * @param base with the base path and a slash at its end
     * @param timeout for each call
     */
    public PlantApi(URI base, HmacSigner signer, Duration timeout, World world) {
        this(base, signer, timeout, world, trustingNobody());
    }

    /** The same over TLS. @param tls says whom to believe */
    public PlantApi(URI base, HmacSigner signer, Duration timeout, World world, SSLContext tls) {
        this.base = base;
        this.signer = signer;
        this.world = world;
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(timeout)
                .sslContext(tls)
                .build();
    }

    /**
     * What came back.
     *
     * @param body an error's text, or the entity; {@code missing} if it was no JSON
     */
    public record Answer(int status, JsonNode body) {
        public boolean isGood() {
            return status / 100 == 2;
        }

        /** An error as one line for a person. */
        public String text() {
            return status + " " + (body.isTextual() ? body.textValue() : body.toString());
        }
    }

    public Answer get(String path) {
        return send("GET", path, HttpRequest.BodyPublishers.noBody());
    }

    public Answer delete(String path) {
        return send("DELETE", path, HttpRequest.BodyPublishers.noBody());
    }

    public Answer put(String path, JsonNode body) {
        return send("PUT", path, HttpRequest.BodyPublishers.ofString(body.toString()));
    }

    public Answer post(String path, JsonNode body) {
        return send("POST", path, HttpRequest.BodyPublishers.ofString(body.toString()));
    }

    /** Whether the plant says of itself that it is healthy; false as well when it does not answer. */
    public boolean isHealthy() {
        try {
            var answer = get("v1/health");
            return answer.isGood()
                    && "healthy".equals(answer.body().path("status").asText());
        } catch (Problem _) {
            return false;
        }
    }

    /** The client wants one also for plain HTTP, and by default reads every authority of the JDK for it. */
    private static SSLContext trustingNobody() {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[0], new TrustManager[0], new SecureRandom());
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }

    private Answer send(String method, String path, HttpRequest.BodyPublisher body) {
        var request = HttpRequest.newBuilder(base.resolve(path))
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .method(method, body);
        signer.headers(method, world.now(), world.random("hmac-salt")).forEach(request::header);
        try {
            var response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), parse(response.body()));
        } catch (IOException e) {
            throw Problem.of(ProblemCode.TOO_BUSY, "%s %s got no answer: %s".formatted(method, base.resolve(path), e))
                    .because(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(ProblemCode.TOO_BUSY, "%s %s was interrupted".formatted(method, path))
                    .because(e);
        }
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException _) {
            return MissingNode.getInstance();
        }
    }
}
