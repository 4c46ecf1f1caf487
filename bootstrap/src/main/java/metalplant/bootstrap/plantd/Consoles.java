package metalplant.bootstrap.plantd;

import java.time.Duration;
import java.util.Optional;

/** The screens and serial lines of the box: what is said goes to all of them, and whoever answers first is heard. */
interface Consoles {
    /** Whether there is any. */
    boolean any();

    /** Says a line. @return whether there is a console that took it */
    boolean say(String line);

    /** The next line that somebody typed, without its end; empty if nobody does in that time. */
    Optional<String> line(Duration patience) throws InterruptedException;

    /** Nobody there. */
    Consoles NONE = new Consoles() {
        @Override
        public boolean any() {
            return false;
        }

        @Override
        public boolean say(String line) {
            return false;
        }

        @Override
        public Optional<String> line(Duration patience) {
            return Optional.empty();
        }
    };
}
