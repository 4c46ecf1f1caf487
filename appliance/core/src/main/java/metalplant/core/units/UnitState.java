package metalplant.core.units;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A unit at one moment.
 *
 * @param description one line for people
 * @param sub finer than the activity, and different for each kind of unit: {@code running}, {@code exited}, {@code auto-restart}
 * @param result of its last run: {@code success}, or what it failed of ({@code exit-code}, {@code timeout}, {@code oom-kill}, ...); of kinds
 *     of units that have none {@code success}
 * @param since when it came into this activity; empty if it never left the first one, or nothing of it ran for so long
 *     that the service manager forgot it
 * @param process the number of its main process, while it has one
 * @param memoryBytes what all its processes hold; empty while nothing of it runs, and where the kernel does not count
 * @param restarts how often it was started again by itself since somebody started it
 */
public record UnitState(
        UnitName name,
        String description,
        UnitActivity activity,
        String sub,
        String result,
        Optional<Instant> since,
        OptionalLong process,
        OptionalLong memoryBytes,
        long restarts) {}
