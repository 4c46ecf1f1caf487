package metalplant.wire.region;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How far another zone of the region is, as the coordinates of both say.
 *
 * @param leastRttMillis light in glass takes this long there and back; what is measured can only be more
 */
public record ZoneDistance(
        @JsonProperty("zoneid") String zoneId,
        double kilometres,
        @JsonProperty("leastrttmillis") double leastRttMillis) {}
