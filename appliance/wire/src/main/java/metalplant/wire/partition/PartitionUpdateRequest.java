package metalplant.wire.partition;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * Changes of a partition; null leaves a value as it is.
 *
 * @param dnsServers null leaves, empty clears
 * @param labels null leaves, empty clears
 * @param ntpServers null leaves, empty clears
 * @param zoneId ours; null leaves, "" takes it out of its zone
 */
public record PartitionUpdateRequest(
        @Required @Nullable String id,
        @Nullable String name,
        @Nullable String description,
        @JsonProperty("bootconfig") @Nullable PartitionBootConfiguration bootConfig,
        @Required @JsonProperty("dns_servers") @Nullable List<DNSServer> dnsServers,
        @Nullable Map<String, String> labels,
        @JsonProperty("mgmtserviceaddress") @Nullable String mgmtServiceAddress,
        @Required @JsonProperty("ntp_servers") @Nullable List<NTPServer> ntpServers,
        @JsonProperty("zoneid") @Nullable String zoneId) {}
