package metalplant.model.trace;

import java.util.Optional;

/**
 * Where requests, the transactions they cause and what is passed on to other plants are told. An observer never fails and never waits:
 * what it cannot tell is lost.
 */
public interface Traces {
    /** Nobody wants to know. */
    Traces NONE = (_, _, _) -> Span.NONE;

    /** What begins. */
    enum Kind {
        /** A request at one of the doors. */
        REQUEST,
        /** A transaction, all its tries together. Told only as part of a request: what a plant does by itself is none of anybody's calls. */
        DATABASE,
        /** A request passed on to a plant. */
        FORWARD
    }

    /**
     * Something begins. What the same thread begins before it is closed is part of it.
     *
     * @param name of an operation, transaction or plant: few different ones, no data
     * @param traceparent the header of that name (W3C Trace Context) from whoever asked; empty or unreadable: part of what this thread is in,
     *     or else the beginning of something new
     */
    Span begin(Kind kind, String name, Optional<String> traceparent);

    /** As part of what this thread is in. */
    default Span begin(Kind kind, String name) {
        return begin(kind, name, Optional.empty());
    }

    /** Something that goes on until it is closed, by the thread that began it. */
    interface Span extends AutoCloseable {
        /** Of something that nobody wants to know of. */
        Span NONE = new Span() {};

        /** Adds a fact. Neither names of people nor anything secret. */
        default Span with(String fact, String value) {
            return this;
        }

        /** Adds a figure. */
        default Span with(String fact, long value) {
            return this;
        }

        /** Waits once more for the database. */
        default void roundTrip() {}

        /** Begins anew: somebody else was in the way, and nothing of it has happened. */
        default void again() {}

        /** It did not end well. */
        default Span failed() {
            return this;
        }

        /** The header for whoever is asked because of this; empty if there is nothing to be part of. */
        default Optional<String> traceparent() {
            return Optional.empty();
        }

        @Override
        default void close() {}
    }
}
