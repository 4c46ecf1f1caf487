package metalplant.server.grpc;

import io.grpc.Status;
import java.nio.charset.StandardCharsets;
import metalplant.model.Problem;

/** The only place where a problem becomes a gRPC status. */
final class GrpcProblems {
    private GrpcProblems() {}

    static Status.Code code(Problem problem) {
        return switch (problem.kind()) {
            case MALFORMED -> Status.Code.INVALID_ARGUMENT;
            case FORBIDDEN -> Status.Code.PERMISSION_DENIED;
            case NOT_FOUND -> Status.Code.NOT_FOUND;
            case CONFLICT -> Status.Code.ABORTED;
            case REFUSED -> Status.Code.FAILED_PRECONDITION;
            case EXHAUSTED, TOO_LARGE -> Status.Code.RESOURCE_EXHAUSTED;
            case UNAVAILABLE -> Status.Code.UNAVAILABLE;
            case BUG -> Status.Code.INTERNAL;
        };
    }

    static String message(Problem problem) {
        return switch (problem.kind()) {
            case BUG -> "internal error, the log of the plant says more: " + problem.code();
            default -> problem.getMessage();
        };
    }

    /** Percent-encoding of the grpc-message header. */
    static String encoded(String message) {
        var text = new StringBuilder();
        for (byte b : message.getBytes(StandardCharsets.UTF_8)) {
            if (b >= ' ' && b <= '~' && b != '%') {
                text.append((char) b);
            } else {
                text.append("%%%02X".formatted(b));
            }
        }
        return text.toString();
    }
}
