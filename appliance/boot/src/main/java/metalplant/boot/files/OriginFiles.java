package metalplant.boot.files;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import metalplant.imagestore.ImageKind;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/** Files of whoever the address names, passed on while they come: firmware of machines speaks plain HTTP to its own wire only. */
public final class OriginFiles implements BootFiles, AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration ANSWER = Duration.ofSeconds(20);
    private static final long SIZE_MAX = 2L << 30;
    private static final int OK = 200;

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();

    @Override
    public Optional<BootFile> open(ImageKind kind, String url) {
        try {
            var request =
                    HttpRequest.newBuilder(URI.create(url)).timeout(ANSWER).build();
            var answer = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            long size = answer.headers().firstValueAsLong("content-length").orElse(-1);
            if (answer.statusCode() == OK && size >= 0 && size <= SIZE_MAX) {
                return Optional.of(new BootFile(size, answer.body()));
            }
            drop(answer.body());
            throw away(
                    url,
                    answer.statusCode() == OK
                            ? "it does not say how long it is, or is longer than 2 GiB"
                            : "it answers " + answer.statusCode());
        } catch (IOException e) {
            throw away(url, String.valueOf(e.getMessage())).because(e);
        } catch (IllegalArgumentException e) {
            throw Problem.refused("%s is no address of a %s".formatted(url, kind.text()))
                    .because(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw away(url, "the boot server stops").because(e);
        }
    }

    private static void drop(InputStream body) throws IOException {
        body.close();
    }

    private static Problem away(String url, String why) {
        return Problem.of(
                ProblemCode.TOO_BUSY, "%s is not in the plant's store, and not to be had: %s".formatted(url, why));
    }

    @Override
    public void close() {
        client.close();
    }
}
