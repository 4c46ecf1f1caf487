package metalplant.server.peer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** A member that says something and goes away. */
class PassedOnTest {
    /** @param failed what the service on this side comes to  @param answer what its own caller gets; empty for a broken one */
    private record Seen(Throwable failed, Optional<String> answer) {}

    private static Seen seen(String says) throws Exception {
        var failed = new CompletableFuture<Throwable>();
        try (var member = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client = HttpClient.newHttpClient()) {
            Thread.ofVirtual().start(() -> once(member, says));
            var door = URI.create("http://127.0.0.1:%d/".formatted(member.getLocalPort()));
            var server = WebServer.builder()
                    .host("127.0.0.1")
                    .port(0)
                    .routing(routing -> routing.get("/", (_, response) -> pass(door, response, failed)))
                    .build()
                    .start();
            try {
                var asked = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/".formatted(server.port())))
                        .build();
                var answer = client.sendAsync(asked, HttpResponse.BodyHandlers.ofString())
                        .thenApply(got -> Optional.of(got.statusCode() + " " + got.body()))
                        .exceptionally(_ -> Optional.empty())
                        .join();
                return new Seen(failed.join(), answer);
            } finally {
                server.stop();
            }
        }
    }

    private static void once(ServerSocket member, String says) {
        try (var caller = member.accept()) {
            caller.getInputStream().readNBytes(1);
            caller.getOutputStream().write(says.getBytes(ISO_8859_1));
            caller.shutdownOutput();
            // Not before all of the question came: an end with unread bytes is a reset.
            caller.getInputStream().readAllBytes();
        } catch (IOException _) {
            // The test has ended.
        }
    }

    private static void pass(URI door, ServerResponse response, CompletableFuture<Throwable> failed) {
        try {
            var connection = (HttpURLConnection) door.toURL().openConnection();
            PassedOn.answer(connection, response, List.of(HeaderNames.CONTENT_LENGTH));
            failed.complete(new AssertionError("nothing failed"));
        } catch (IOException e) {
            failed.complete(e);
            response.status(503).send("instead");
        } catch (RuntimeException e) {
            failed.complete(e);
            throw e;
        }
    }

    @Test
    void anAnswerThatNeverBeganMayBeReplacedByAnother() throws Exception {
        var seen = seen("nothing of HTTP");
        assertThat(seen.failed()).isInstanceOf(IOException.class);
        assertThat(seen.answer()).contains("503 instead");
    }

    @Test
    void anAnswerThatEndsBeforeItsFirstByteIsNotAnsweredTwice() throws Exception {
        var seen = seen("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        assertThat(seen.failed()).isInstanceOf(UncheckedIOException.class);
        assertThat(seen.answer().filter(answer -> answer.startsWith("200"))).isEmpty();
    }
}
