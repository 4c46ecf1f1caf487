package metalplant.boot.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import metalplant.model.Problem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlantDoorTest {
    private static final int ANSWER_MAX = 10;

    @ParameterizedTest
    @CsvSource({"0123456789, 200, 0123456789", "0123456789a, 503, larger than the 10 bytes"})
    void anAnswerGoesBackWholeOrNotAtAll(String answer, int status, String said) throws Exception {
        var api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/", exchange -> {
            try (exchange) {
                var bytes = answer.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            }
        });
        api.start();
        var door = new PlantDoor(
                URI.create("http://127.0.0.1:%d/".formatted(api.getAddress().getPort())), ANSWER_MAX);
        var server = WebServer.builder()
                .address(InetAddress.getLoopbackAddress())
                .shutdownHook(false)
                .routing(HttpRouting.builder().get("/", (_, response) -> pass(door, response)))
                .build()
                .start();
        try {
            var got = get(server.port());
            assertThat(got.statusCode()).isEqualTo(status);
            assertThat(got.body()).contains(said);
        } finally {
            server.stop();
            api.stop(0);
        }
    }

    private static void pass(PlantDoor door, ServerResponse response) {
        try {
            door.pass(door.question("").build(), response);
        } catch (Problem e) {
            response.status(Status.SERVICE_UNAVAILABLE_503).send(e.getMessage());
        }
    }

    private static HttpResponse<String> get(int port) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port))
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }
}
