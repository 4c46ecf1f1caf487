package metalplant.federation.plant;

import java.time.Duration;

/**
 * Numbers that an operator may change.
 *
 * @param holdDown between the proof that an evicted plant uses its blocks no more and their being free
 * @param joinTimeout after which a join that was not signed is given up
 * @param freePercentMin below this share of free addresses another block is asked for
 * @param spareBlocksMax empty blocks above this number are given back
 * @param votersMax members become voters up to this number
 * @param greetEvery how often a plant says to another one that it is there, while both know of each other how far they are; shorter
 *     than what keeps a connection open
 */
public record PlantConfig(
        Duration holdDown,
        Duration joinTimeout,
        int freePercentMin,
        int spareBlocksMax,
        int votersMax,
        Duration greetEvery) {
    private static final Duration GREET_EVERY = Duration.ofSeconds(20);

    public static final PlantConfig DEFAULT = new PlantConfig(Duration.ofDays(7), Duration.ofMinutes(15), 25, 2, 3);

    /** With the usual pause between greetings. */
    public PlantConfig(Duration holdDown, Duration joinTimeout, int freePercentMin, int spareBlocksMax, int votersMax) {
        this(holdDown, joinTimeout, freePercentMin, spareBlocksMax, votersMax, GREET_EVERY);
    }

    /** The same with another hold-down. */
    public PlantConfig holdingDown(Duration changed) {
        return new PlantConfig(changed, joinTimeout, freePercentMin, spareBlocksMax, votersMax, greetEvery);
    }
}
