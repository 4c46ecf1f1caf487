package metalplant.wire.peering;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import metalplant.wire.Absent;
import org.jspecify.annotations.Nullable;

/**
 * What a switch has to know to decide which route goes where. No list is null.
 *
 * @param proposal of MEP-19: 1, 2b or 3
 */
public record FabricModelResponse(
        String version,
        @JsonProperty("switchid") String switchId,
        @JsonProperty("partitionid") String partitionId,
        List<Partition> partitions,
        List<Network> networks,
        List<Member> members,
        List<Peering> peerings,
        List<Cable> cables,
        List<Span> spans,
        List<Refused> refused,
        String proposal) {
    public FabricModelResponse {
        partitions = Absent.toEmpty(partitions);
        networks = Absent.toEmpty(networks);
        members = Absent.toEmpty(members);
        peerings = Absent.toEmpty(peerings);
        cables = Absent.toEmpty(cables);
        spans = Absent.toEmpty(spans);
        refused = Absent.toEmpty(refused);
    }

    /**
     * @param plant label of the plant that has it; left out for the one that answers
     * @param zoneId "" = in no zone
     */
    public record Partition(
            String id,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) String plant,
            int number,
            @JsonProperty("zoneid") String zoneId,
            int dci,
            List<String> supers,
            List<String> announceable,
            List<Exit> exits) {}

    public record Exit(@JsonProperty("switchid") String switchId, long asn) {}

    /**
     * @param partition number of it; 0 = no partition
     * @param projectId "" = for all
     * @param kind private, shared or external
     * @param stays whether it never crosses partitions
     */
    public record Network(
            String id,
            int partition,
            @JsonProperty("projectid") String projectId,
            String kind,
            int vrf,
            List<String> prefixes,
            @JsonProperty("destinationprefixes") List<String> destinationPrefixes,
            List<String> announced,
            boolean stays) {}

    public record Member(@JsonProperty("networkid") String networkId, List<String> hosts) {}

    /** @param owner {@code label} or "" */
    public record Peering(
            String id,
            String revision,
            String peeringType,
            String network1,
            String network2,
            String owner,
            List<String> publics,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            PeeringBgp bgp) {}

    public record Cable(String name, String exit1, String address1, String exit2, String address2) {}

    public record Span(@JsonProperty("projectid") String projectId, String plant, List<String> prefixes) {}

    /** @param subject as {@code network 77aa} */
    public record Refused(String subject, String rule, String message) {}
}
