package metalplant.core.units;

import java.time.Duration;
import java.util.List;

/**
 * What a unit of {@link InMemoryUnits} does when it is started.
 *
 * @param kind how it goes on
 * @param takes how long it is about to start
 * @param says what it logs each time
 */
public record UnitBehaviour(Kind kind, Duration takes, List<String> says) {
    /** How a started unit goes on. */
    public enum Kind {
        RUNS,
        ENDS,
        FAILS
    }

    /** Runs until it is stopped. */
    public static final UnitBehaviour RUNS = new UnitBehaviour(Kind.RUNS, Duration.ZERO, List.of());

    /** Does its work and ends. */
    public static final UnitBehaviour ENDS = new UnitBehaviour(Kind.ENDS, Duration.ZERO, List.of());

    /** Ends with an exit status that is not 0, before it was up. */
    public static final UnitBehaviour FAILS = new UnitBehaviour(Kind.FAILS, Duration.ZERO, List.of());

    public UnitBehaviour {
        says = List.copyOf(says);
    }

    public UnitBehaviour slowly(Duration duration) {
        return new UnitBehaviour(kind, duration, says);
    }

    public UnitBehaviour saying(String... lines) {
        return new UnitBehaviour(kind, takes, List.of(lines));
    }
}
