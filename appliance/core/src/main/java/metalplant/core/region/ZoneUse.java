package metalplant.core.region;

import java.util.List;

/** Partitions of other plants, as those said last. */
@FunctionalInterface
public interface ZoneUse {
    /** A plant that is alone. */
    ZoneUse ALONE = _ -> List.of();

    /** Those in a zone, in order. */
    List<Member> in(String zoneId);

    /**
     * A partition in a zone.
     *
     * @param plant label of the plant that has it
     */
    record Member(String partitionId, String plant) {}
}
