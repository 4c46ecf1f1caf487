package metalplant.wire.region;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * Where the name of a partition says that it is.
 *
 * @param regionExists whether there is such a region already
 * @param zoneExists whether there is such a zone already
 */
public record ZoneProposal(
        @JsonProperty("partitionid") String partitionId,
        @JsonProperty("regionid") String regionId,
        @JsonProperty("zoneid") String zoneId,
        @JsonProperty("regionexists") boolean regionExists,
        @JsonProperty("zoneexists") boolean zoneExists) {}
