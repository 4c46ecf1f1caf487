package metalplant.door;

import metalplant.model.Problem;

/** The only place where a problem becomes an HTTP status. */
public final class Problems {
    private Problems() {}

    public static int status(Problem problem) {
        return switch (problem.code()) {
            case FEATURE_DISABLED -> 500;
            case MEDIA_TYPE_UNKNOWN -> 415;
            case ANSWER_TYPE_UNKNOWN -> 406;
            case ANSWER_LOST -> 504;
            default -> statusOfKind(problem);
        };
    }

    private static int statusOfKind(Problem problem) {
        return switch (problem.kind()) {
            case MALFORMED -> 400;
            case FORBIDDEN -> 403;
            case NOT_FOUND -> 404;
            case CONFLICT -> 409;
            case TOO_LARGE -> 413;
            case REFUSED -> 422;
            case EXHAUSTED, BUG -> 500;
            case UNAVAILABLE -> 503;
        };
    }

    /** The text for the caller; clients know the first word of 404 and 409. */
    public static String message(Problem problem) {
        return switch (problem.kind()) {
            case NOT_FOUND -> "NotFound " + problem.getMessage();
            case CONFLICT -> "Conflict " + problem.getMessage();
            case BUG -> "internal error, the log of the plant says more: " + problem.code();
            default -> problem.getMessage();
        };
    }
}
