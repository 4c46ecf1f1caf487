package metalplant.console.line;

import metalplant.model.Problem;

/** Where the console of one machine is. */
public interface FarEnd {
    /** What came of it. */
    sealed interface Outcome {}

    /** Somebody else has it: a machine has one console, and this service is not the only one that knows the way. */
    record Taken() implements Outcome {}

    /** It is there. */
    non-sealed interface Attached extends Outcome, AutoCloseable {
        /** Blocks while the machine does not take it. */
        void type(byte[] bytes);

        /** A break, which Linux takes as the first half of a magic key; does nothing where there is no such thing. */
        void signalBreak();

        /** Gives the console back. */
        @Override
        void close();
    }

    /** What comes from there, on one thread at a time. */
    interface Ear {
        void heard(byte[] bytes);

        /** Nothing comes any more; not called after {@link Attached#close}. */
        void ended(String why);
    }

    /**
     * Attaches, within ten seconds.
     *
     * @param takeOver ends what somebody else has there
     * @param ear is called from now on, also before this returns
     * @throws Problem BMC_UNREACHABLE, BMC_REFUSED or TOO_BUSY, for whoever waits for it to read
     */
    Outcome attach(boolean takeOver, Ear ear);
}
