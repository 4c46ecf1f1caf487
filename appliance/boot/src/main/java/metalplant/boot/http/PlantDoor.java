package metalplant.boot.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/** The way of single questions from the boot server to the plant's API, whose answers go back as they are. */
public final class PlantDoor {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final URI api;
    private final int answerMax;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    /**
     * Asks nothing yet.
     *
     * @param api the plant's own door, with a slash at its end
     * @param answerMax bytes of an answer
     */
    public PlantDoor(URI api, int answerMax) {
        this.api = api;
        this.answerMax = answerMax;
    }

    /** @param path without a slash in front */
    public HttpRequest.Builder question(String path) {
        return HttpRequest.newBuilder(api.resolve(path)).timeout(PATIENCE);
    }

    /** Status, type and content of the answer become those of the response. @throws Problem TOO_BUSY if there is none, or one that is too large */
    public void pass(HttpRequest question, ServerResponse response) {
        try {
            var answer = client.send(question, HttpResponse.BodyHandlers.ofInputStream());
            try (var body = answer.body()) {
                var content = body.readNBytes(answerMax + 1);
                if (content.length > answerMax) {
                    // Half a document would be taken for a whole one.
                    throw Problem.of(
                            ProblemCode.TOO_BUSY,
                            "the plant's answer is larger than the %d bytes that are passed on".formatted(answerMax));
                }
                response.status(Status.create(answer.statusCode()))
                        .header(
                                HeaderNames.CONTENT_TYPE,
                                answer.headers().firstValue("content-type").orElse("application/json"))
                        .send(content);
            }
        } catch (IOException e) {
            throw Problem.of(ProblemCode.TOO_BUSY, "the API of the plant does not answer now")
                    .because(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(ProblemCode.TOO_BUSY, "the boot server stops").because(e);
        }
    }
}
