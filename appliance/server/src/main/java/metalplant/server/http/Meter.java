package metalplant.server.http;

/** Counts requests and how long they take. */
@FunctionalInterface
public interface Meter {
    /** For doors that are tried without a plant. */
    Meter NONE = _ -> _ -> {};

    /** A request for this operation came in. */
    Served begin(Operation operation);

    /** It was answered, or could not be. */
    @FunctionalInterface
    interface Served {
        void with(int status);
    }
}
