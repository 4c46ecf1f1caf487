package metalplant.wire.partition;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * A new partition.
 *
 * @param id becomes part of the message topic name
 * @param bootConfig both URLs must answer
 * @param dnsServers at most 3
 * @param ntpServers at most 5
 * @param zoneId ours; "" = in no zone
 */
public record PartitionCreateRequest(
        @Required @Nullable String id,
        @Nullable String name,
        @Nullable String description,
        @Required @JsonProperty("bootconfig") @Nullable PartitionBootConfiguration bootConfig,
        @JsonProperty("dns_servers") @Nullable List<DNSServer> dnsServers,
        @Nullable Map<String, String> labels,
        @JsonProperty("mgmtserviceaddress") @Nullable String mgmtServiceAddress,
        @JsonProperty("ntp_servers") @Nullable List<NTPServer> ntpServers,
        @JsonProperty("zoneid") @Nullable String zoneId) {}
