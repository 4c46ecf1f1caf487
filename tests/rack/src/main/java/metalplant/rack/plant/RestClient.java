package metalplant.rack.plant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import metalplant.rack.plant.CallFailure.Kind;
import metalplant.rack.time.Loop;
import org.jspecify.annotations.Nullable;

/** REST with signatures: JSON trees in and out, few requests at once, answers on the loop. */
public final class RestClient implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final long ANSWER_MAX_BYTES = 16L << 20;
    private static final int REQUESTS_MAX = 32;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI base;
    private final Loop loop;
    private final CallGate gate = new CallGate(REQUESTS_MAX);
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http;

    public RestClient(URI base, Optional<String> ca, Loop loop) throws GeneralSecurityException, IOException {
        this.base = base;
        this.loop = loop;
        var builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .executor(workers);
        if (ca.isPresent()) {
            builder.sslContext(Pem.trusting(ca.get()));
        }
        this.http = builder.build();
    }

    void get(String path, HmacSigner signer, Consumer<Outcome<JsonNode>> answer) {
        call("GET", path, signer, Optional.empty(), answer);
    }

    void post(String path, HmacSigner signer, JsonNode body, Consumer<Outcome<JsonNode>> answer) {
        call("POST", path, signer, Optional.of(body), answer);
    }

    private void call(
            String method,
            String path,
            HmacSigner signer,
            Optional<JsonNode> body,
            Consumer<Outcome<JsonNode>> answer) {
        gate.enter(() -> http.sendAsync(
                        request(method, path, signer, body),
                        BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_MAX_BYTES))
                .handle(RestClient::outcome)
                .thenAccept(outcome -> loop.post(() -> {
                    gate.leave();
                    answer.accept(outcome);
                })));
    }

    /** Signed when the call begins, not when it was queued: a signature lives for seconds. */
    private HttpRequest request(String method, String path, HmacSigner signer, Optional<JsonNode> body) {
        var builder = HttpRequest.newBuilder(base.resolve(path))
                .timeout(TIMEOUT)
                .header("Accept", "application/json")
                .headers(signer.headers(method, loop.now()).toArray(new String[0]));
        if (body.isPresent()) {
            builder.header("Content-Type", "application/json");
            builder.method(
                    method, BodyPublishers.ofByteArray(body.get().toString().getBytes(StandardCharsets.UTF_8)));
        } else {
            builder.method(method, BodyPublishers.noBody());
        }
        return builder.build();
    }

    private static Outcome<JsonNode> outcome(@Nullable HttpResponse<byte[]> response, @Nullable Throwable failure) {
        if (response == null) {
            return away(failure);
        }
        if (response.statusCode() / 100 == 2) {
            try {
                var tree = JSON.readTree(response.body());
                return new Outcome.Ok<>(tree == null ? MissingNode.getInstance() : tree);
            } catch (IOException e) {
                return Outcome.failed(Kind.REFUSED, "the answer is not JSON");
            }
        }
        var kind = response.statusCode() == 502 || response.statusCode() == 503 ? Kind.AWAY : Kind.REFUSED;
        return Outcome.failed(
                kind, response.statusCode() + " " + new String(response.body(), StandardCharsets.UTF_8).strip());
    }

    private static Outcome<JsonNode> away(@Nullable Throwable failure) {
        var cause = failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        var kind = cause instanceof SSLException ? Kind.CERTIFICATE : Kind.AWAY;
        return Outcome.failed(kind, String.valueOf(cause));
    }

    @Override
    public void close() {
        http.shutdownNow();
        workers.shutdownNow();
    }
}
