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
 */
public record PlantConfig(
        Duration holdDown, Duration joinTimeout, int freePercentMin, int spareBlocksMax, int votersMax) {
    public static final PlantConfig DEFAULT = new PlantConfig(Duration.ofDays(7), Duration.ofMinutes(15), 25, 2, 3);

    /** The same with another hold-down. */
    public PlantConfig holdingDown(Duration changed) {
        return new PlantConfig(changed, joinTimeout, freePercentMin, spareBlocksMax, votersMax);
    }
}
