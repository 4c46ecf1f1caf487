package metalplant.boot.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerResponse;
import metalplant.model.Problem;
import metalplant.model.ProblemKind;

/** How problems and documents become answers. */
public final class Answers {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Answers() {}

    /** A document as JSON. */
    public static byte[] json(Object document) {
        try {
            return JSON.writeValueAsBytes(document);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a document cannot be written", e);
        }
    }

    /** Does the work that sends an answer, or says why not. */
    public static void answer(ServerResponse response, Runnable work) {
        try {
            work.run();
        } catch (Problem e) {
            response.status(status(e.kind()))
                    .header(HeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                    .send(e.getMessage() + "\n");
        }
    }

    private static Status status(ProblemKind kind) {
        return switch (kind) {
            case MALFORMED, TOO_LARGE -> Status.BAD_REQUEST_400;
            case FORBIDDEN, REFUSED -> Status.FORBIDDEN_403;
            case NOT_FOUND -> Status.NOT_FOUND_404;
            case CONFLICT, EXHAUSTED, UNAVAILABLE -> Status.SERVICE_UNAVAILABLE_503;
            case BUG -> Status.INTERNAL_SERVER_ERROR_500;
        };
    }
}
