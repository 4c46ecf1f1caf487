package metalplant.cli.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.helidon.http.Method;
import io.helidon.webclient.api.WebClient;
import java.io.UncheckedIOException;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.wire.WireJson;

/** A client of the host agent, on the box itself: who may open the socket may ask. */
public final class HostSocket implements AutoCloseable {
    private final Path socket;
    private final WebClient client;

    public HostSocket(Path socket, Duration timeout) {
        this.socket = socket;
        this.client = WebClient.builder()
                .baseAddress(UnixDomainSocketAddress.of(socket))
                .baseUri("http://plantd")
                .connectTimeout(timeout)
                .readTimeout(timeout)
                .build();
    }

    public PlantApi.Answer get(String path) {
        return send(Method.GET, path, new byte[0]);
    }

    public PlantApi.Answer post(String path, JsonNode body) {
        return send(Method.POST, path, body.toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private PlantApi.Answer send(Method method, String path, byte[] body) {
        int query = path.indexOf('?');
        var request = client.method(method).path("/" + (query < 0 ? path : path.substring(0, query)));
        if (query >= 0) {
            for (var pair : List.of(path.substring(query + 1).split("&", -1))) {
                int equals = pair.indexOf('=');
                request.queryParam(pair.substring(0, equals), decoded(pair.substring(equals + 1)));
            }
        }
        try (var response = body.length == 0 ? request.request() : request.submit(body)) {
            return new PlantApi.Answer(response.status().code(), parse(response.as(String.class)));
        } catch (UncheckedIOException | IllegalStateException e) {
            throw Problem.of(
                            ProblemCode.TOO_BUSY,
                            "plantd does not answer on %s (%s): see systemctl status plantd"
                                    .formatted(socket, e.getMessage()))
                    .because(e);
        }
    }

    private static String decoded(String text) {
        return java.net.URLDecoder.decode(text, java.nio.charset.StandardCharsets.UTF_8);
    }

    private static JsonNode parse(String text) {
        try {
            return WireJson.mapper().readTree(text);
        } catch (JsonProcessingException _) {
            return MissingNode.getInstance();
        }
    }

    @Override
    public void close() {
        client.closeResource();
    }
}
