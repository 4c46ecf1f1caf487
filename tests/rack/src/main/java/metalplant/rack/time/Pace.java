package metalplant.rack.time;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How fast the rack lives. The nominal times are those of the field; {@code speed} divides what a server does by itself
 * (firmware, inventory, wiping, installing) and the two slow periods (a leaf's retry, the BMC report), never the beats
 * that load the plant (alive, phoned home, the leaf's poll, the retry of a wait).
 *
 * @param speed how many times faster than in the field, at least 1
 */
public record Pace(double speed) {
    /** 16 servers wait within a few seconds, and no phase is too short to be seen. */
    public static final Pace DEFAULT = new Pace(100);

    private static final Duration SHORTEST_PERIOD = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(365);

    public Pace {
        if (!(speed >= 1 && speed <= 1_000_000)) {
            throw new IllegalArgumentException("speed must be between 1 and 1000000, not " + speed);
        }
    }

    /** A phase: the nominal time, half to one and a half of it by chance, divided by the speed. */
    public Duration phase(Duration nominal, RandomGenerator chance) {
        double nanos = nominal.toNanos() * (0.5 + chance.nextDouble()) / speed;
        return Duration.ofNanos((long) nanos);
    }

    /** A slow period: divided by the speed, but never shorter than a second. */
    public Duration period(Duration nominal) {
        var scaled = Duration.ofNanos((long) (nominal.toNanos() / speed));
        return scaled.compareTo(SHORTEST_PERIOD) < 0 ? SHORTEST_PERIOD : scaled;
    }

    /** A beat that is never scaled, spread by up to a tenth so that ten thousand servers do not knock at once. */
    public static Duration spread(Duration beat, RandomGenerator chance) {
        if (beat.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a beat of " + beat + " is longer than a year");
        }
        return beat.plusNanos((long) (beat.toNanos() / 10.0 * chance.nextDouble()));
    }
}
