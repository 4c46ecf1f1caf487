package metalplant.wire.federation;

import java.util.List;
import metalplant.wire.Absent;

/**
 * What another plant needs to know of this one to plan a join, and to find its partitions. Lists are cut at a bound.
 *
 * @param label of the plant
 * @param masterdata what both may have under one id
 * @param networks ids of networks that belong to no project and no partition
 * @param addresses in use in prefixes that are announced to the world
 */
public record AboutResponse(
        String label,
        String version,
        List<String> partitions,
        List<AboutEntity> masterdata,
        List<String> networks,
        List<String> addresses) {
    public AboutResponse {
        masterdata = Absent.toEmpty(masterdata);
    }
}
