package metalplant.wire.partition;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import metalplant.wire.Absent;
import metalplant.wire.Required;

/**
 * A partition. Inside a switch or machine without partition it is sent with an empty id.
 *
 * @param dnsServers left out when empty
 * @param labels never null
 * @param mgmtServiceAddress "" when unset
 * @param ntpServers left out when empty
 * @param zoneId ours; left out when empty
 * @param topology ours; what Kubernetes calls the place of its nodes, as labels; left out when empty
 */
public record PartitionResponse(
        @Required String id,
        String name,
        String description,
        Instant created,
        Instant changed,
        @Required @JsonProperty("bootconfig") PartitionBootConfiguration bootConfig,

        @JsonProperty("dns_servers") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<DNSServer> dnsServers,

        Map<String, String> labels,
        @JsonProperty("mgmtserviceaddress") String mgmtServiceAddress,

        @JsonProperty("ntp_servers") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<NTPServer> ntpServers,

        @JsonProperty("zoneid") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        String zoneId,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> topology) {
    public PartitionResponse {
        dnsServers = Absent.toEmpty(dnsServers);
        labels = Absent.toEmpty(labels);
        ntpServers = Absent.toEmpty(ntpServers);
        zoneId = Absent.toText(zoneId);
        topology = Absent.toEmpty(topology);
    }
}
