package metalplant.bootstrap.plantd;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The units of the box: what plantd needs of systemd. Names are whole: {@code postgres.service}. */
public interface BoxUnits {
    /**
     * One unit as it is now.
     *
     * @param active active, inactive, failed, activating, deactivating or reloading
     * @param detail systemd's finer word, such as running or exited
     * @param since when it came to be so
     * @param memoryBytes resident, if it is known
     */
    record State(
            String name,
            String description,
            String active,
            String detail,
            Optional<Instant> since,
            Optional<Long> memoryBytes) {
        public boolean isActive() {
            return active.equals("active");
        }
    }

    /**
     * One line of a log.
     *
     * @param priority as syslog has it: 0 the worst, 7 the least
     */
    record Line(Instant at, String unit, int priority, String text) {}

    /**
     * A piece of the log.
     *
     * @param cursor behind its last line; give it back to read on
     */
    record Page(List<Line> lines, String cursor) {}

    /** Empty if there is no such unit. */
    Optional<State> find(String unit);

    /** The units of the plant, by name. */
    List<State> list();

    /** Returns once it is active, or has failed. @throws metalplant.model.Problem with what systemd says of it */
    void start(String unit);

    /** Returns once it is inactive; one that is not there is fine. */
    void stop(String unit);

    /** Stop and start; returns once it is active. */
    void restart(String unit);

    /**
     * Lines of the log.
     *
     * @param unit of all units of the plant if it is empty
     * @param cursor where to read on; if it is empty the newest lines
     * @param max at most so many
     * @param patience how long to wait for the first one
     */
    Page log(Optional<String> unit, Optional<String> cursor, int max, Duration patience);
}
