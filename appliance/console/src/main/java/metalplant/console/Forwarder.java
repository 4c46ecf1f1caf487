package metalplant.console;

import java.io.InputStream;
import metalplant.console.access.Guest;
import metalplant.console.machine.ConsoleMachine;
import metalplant.model.Problem;

/** The way to the consoles of machines elsewhere. */
@FunctionalInterface
public interface Forwarder {
    /**
     * Goes there, within ten seconds.
     *
     * @throws Problem TOO_BUSY, for whoever waits for it to read
     */
    Elsewhere open(ConsoleMachine machine, Guest guest, int columns, int rows);

    /** One session at another console. It shares the machine's console with whoever looks at it there. */
    interface Elsewhere extends AutoCloseable {
        /** What it sends, to its end. */
        InputStream output();

        /** Passes on what is typed; may wait. */
        void type(byte[] bytes);

        /** The terminal here has another size. */
        void window(int columns, int rows);

        @Override
        void close();
    }
}
