package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import metalplant.wire.Required;
import metalplant.wire.partition.DNSServer;
import metalplant.wire.partition.NTPServer;
import org.jspecify.annotations.Nullable;

/**
 * A machine to allocate.
 *
 * @param dnsServers empty takes those of the partition
 * @param filesystemLayoutId null chooses by constraint
 * @param hostname null becomes {@code metal}
 * @param imageId full id or shorthand
 * @param ips addresses acquired before
 * @param ntpServers empty takes those of the partition
 * @param partitionId needed without uuid
 * @param placementTags machines with the same tags are kept apart
 * @param sizeId needed without uuid
 * @param sshPubKeys lines as in authorized_keys
 * @param userData opaque
 * @param uuid exactly this machine
 */
public record MachineAllocateRequest(
        @Nullable String name,
        @Nullable String description,
        @JsonProperty("dns_servers") @Nullable List<DNSServer> dnsServers,
        @JsonProperty("filesystemlayoutid") @Nullable String filesystemLayoutId,
        @Nullable String hostname,
        @Required @JsonProperty("imageid") @Nullable String imageId,
        @Nullable List<String> ips,
        @Nullable List<MachineAllocationNetwork> networks,
        @JsonProperty("ntp_servers") @Nullable List<NTPServer> ntpServers,
        @Required @JsonProperty("partitionid") @Nullable String partitionId,
        @JsonProperty("placement_tags") @Nullable List<String> placementTags,
        @Required @JsonProperty("projectid") @Nullable String projectId,
        @Required @JsonProperty("sizeid") @Nullable String sizeId,
        @Required @JsonProperty("ssh_pub_keys") @Nullable List<String> sshPubKeys,
        @Nullable List<String> tags,
        @JsonProperty("user_data") @Nullable String userData,
        @Nullable String uuid) {
    /** Without secrets and user data: this may end up in a log. */
    @Override
    public String toString() {
        return "MachineAllocateRequest[name=" + name + ", projectId=" + projectId + ", uuid=" + uuid + "]";
    }
}
