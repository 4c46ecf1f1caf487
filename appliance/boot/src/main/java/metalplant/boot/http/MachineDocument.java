package metalplant.boot.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import metalplant.boot.dhcp.MachineGuid;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/**
 * The one question to the API that a machine may ask through the boot server: for its own document. It is passed on as it is, with the
 * signature by which the plant knows whose lease asks; no other part of the API can be reached from where machines boot.
 */
public final class MachineDocument {
    /** Where the API seems to be. */
    static final String API = "/metal";

    private static final List<String> SIGNATURE = List.of("Authorization", "X-Date", "X-Data-Salt");
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int SIZE_MAX = 4 << 20;

    private final URI api;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    /** @param api the plant's own door, with a slash at its end */
    public MachineDocument(URI api) {
        this.api = api;
    }

    void pass(ServerRequest request, ServerResponse response) {
        var id = MachineGuid.read(request.path().pathParameters().get("id"))
                .orElseThrow(() -> Problem.bad("the id of a machine is a UUID"));
        var question = HttpRequest.newBuilder(api.resolve("v1/machine/" + id)).timeout(PATIENCE);
        for (var name : SIGNATURE) {
            request.headers()
                    .first(HeaderNames.create(name))
                    .filter(value -> value.matches("[ -~]{1,256}"))
                    .ifPresent(value -> question.header(name, value));
        }
        try {
            var answer = client.send(question.build(), HttpResponse.BodyHandlers.ofInputStream());
            try (var body = answer.body()) {
                var content = body.readNBytes(SIZE_MAX);
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
