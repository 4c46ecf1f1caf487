package metalplant.rack.plant;

/** How a call to the plant ended. */
public sealed interface Outcome<T> {
    /** The plant answered. */
    record Ok<T>(T value) implements Outcome<T> {}

    /** It did not, or it refused. */
    record Failed<T>(CallFailure failure) implements Outcome<T> {}

    /** A call whose answer holds nothing. */
    static Outcome<Done> done() {
        return new Ok<>(Done.DONE);
    }

    static <T> Outcome<T> failed(CallFailure.Kind kind, String text) {
        return new Failed<>(new CallFailure(kind, text));
    }

    /** The empty answer. */
    enum Done {
        DONE
    }
}
