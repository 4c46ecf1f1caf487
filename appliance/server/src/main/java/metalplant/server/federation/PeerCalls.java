package metalplant.server.federation;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import metalplant.federation.value.PlantId;
import metalplant.trust.MeshTls;
import metalplant.wire.WireJson;

/** Asks other plants for JSON, over mutually authenticated TLS. Whoever does not answer in time has not answered. */
final class PeerCalls implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final int ANSWER_MAX = 1 << 20;

    private final MeshTls tls;
    private final Map<PlantId, HttpClient> clients = new ConcurrentHashMap<>();

    PeerCalls(MeshTls tls) {
        this.tls = tls;
    }

    <T> Optional<T> get(PlantId plant, InetSocketAddress door, String path, Class<T> type) {
        return ask(plant, request(door, path).GET(), type, ANSWER_MAX);
    }

    <T> Optional<T> post(PlantId plant, InetSocketAddress door, String path, Object body, Class<T> type) {
        return post(plant, door, path, body, type, ANSWER_MAX);
    }

    /** @param max bytes of the answer; a longer one is none */
    <T> Optional<T> post(PlantId plant, InetSocketAddress door, String path, Object body, Class<T> type, int max) {
        var json = HttpRequest.BodyPublishers.ofString(WireJson.text(body));
        return ask(
                plant,
                request(door, path).header("Content-Type", "application/json").POST(json),
                type,
                max);
    }

    /** Whether a plant answers within {@code patience}; what it says is not looked at. */
    boolean answers(PlantId plant, InetSocketAddress door, String path, Duration patience) {
        var client = clients.computeIfAbsent(plant, this::client);
        var answer = client.sendAsync(request(door, path).GET().build(), HttpResponse.BodyHandlers.discarding());
        try {
            return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS).statusCode() == 200;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } finally {
            answer.cancel(true);
        }
    }

    private static HttpRequest.Builder request(InetSocketAddress door, String path) {
        var host = door.getAddress().getHostAddress();
        var authority = host.contains(":") ? "[" + host + "]" : host;
        return HttpRequest.newBuilder(URI.create("https://%s:%d%s".formatted(authority, door.getPort(), path)))
                .timeout(PATIENCE);
    }

    private <T> Optional<T> ask(PlantId plant, HttpRequest.Builder request, Class<T> type, int max) {
        var client = clients.computeIfAbsent(plant, this::client);
        var answer = client.sendAsync(
                request.build(), HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), max));
        try {
            var response = answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return response.statusCode() == 200
                    ? Optional.of(WireJson.mapper().readValue(response.body(), type))
                    : Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException | TimeoutException | JacksonException e) {
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        } finally {
            answer.cancel(true);
        }
    }

    private HttpClient client(PlantId plant) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(PATIENCE)
                .sslContext(tls.calling(plant.text()))
                .build();
    }

    /** A plant that is known no longer, or somewhere else. */
    void forget(PlantId plant) {
        var client = clients.remove(plant);
        if (client != null) {
            client.shutdownNow();
        }
    }

    @Override
    public void close() {
        clients.keySet().forEach(this::forget);
    }
}
