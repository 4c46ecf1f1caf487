package metalplant.rack.server;

import java.time.Duration;

/** How long things take in the field: nominal, before {@link metalplant.rack.time.Pace} and chance. */
final class Delays {
    static final Duration FIRMWARE = Duration.ofSeconds(30);
    static final Duration LOADING_KERNEL = Duration.ofSeconds(20);
    static final Duration INVENTORY = Duration.ofSeconds(30);
    static final Duration WIPING = Duration.ofSeconds(40);
    static final Duration INSTALLING = Duration.ofSeconds(60);
    static final Duration STARTING_SYSTEM = Duration.ofSeconds(30);
    /** The installer's pause between a crash and the reboot. */
    static final Duration CRASH_PAUSE = Duration.ofSeconds(5);
    /** The longest life of a wait stream that the fault drops. */
    static final Duration DEAD_WAIT = Duration.ofSeconds(300);

    /** The installer's own constant; not scaled, it loads the plant. */
    static final Duration RETRY = Duration.ofSeconds(3);
    /** The installer's own constant; not scaled, it loads the plant. */
    static final Duration ALIVE = Duration.ofMinutes(1);
    /** After this and up to as much again the installer reboots itself. */
    static final Duration WAIT_MAX = Duration.ofHours(24);

    private Delays() {}
}
