package metalplant.wire.federation;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a plant says of its partitions in zones, for the switches of another plant there. Whoever reads it believes nothing.
 *
 * @param life of the plant
 * @param revision rises with each change within that
 * @param partitions null if they are what the one who asks has already
 * @param more networks that there was no room for
 */
public record FabricAnswer(
        @Nullable Long life,
        @Nullable Long revision,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable List<Partition> partitions,

        @Nullable Integer more) {
    /** @param zone its internal id */
    public record Partition(
            @Nullable String id,
            @Nullable Integer number,
            @Nullable String zone,
            @Nullable List<String> supers,
            @Nullable List<String> announceable,
            @Nullable List<Exit> exits,
            @Nullable List<Network> networks) {}

    public record Exit(
            @Nullable String id,
            @Nullable Long asn,
            @Nullable List<Cable> cables) {}

    /**
     * @param exit as the switch calls the other end
     * @param neighbour its address
     */
    public record Cable(
            @Nullable String name,
            @Nullable String address,
            @Nullable String exit,
            @Nullable String neighbour) {}

    /** @param project its internal id */
    public record Network(
            @Nullable String id,
            @Nullable String project,
            @Nullable Integer vrf,
            @Nullable List<String> prefixes,
            @Nullable List<String> announced) {}
}
