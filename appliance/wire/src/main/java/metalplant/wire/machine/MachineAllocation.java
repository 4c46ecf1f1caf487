package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import metalplant.wire.Absent;
import metalplant.wire.Required;
import metalplant.wire.filesystem.FilesystemLayout;
import metalplant.wire.image.ImageResponse;
import metalplant.wire.partition.DNSServer;
import metalplant.wire.partition.NTPServer;
import org.jspecify.annotations.Nullable;

/**
 * Who has a machine and what for.
 *
 * @param allocationUuid new with each allocation
 * @param bootInfo null until the installer reported
 * @param creator e-mail
 * @param description left out when empty
 * @param dnsServers left out when empty
 * @param filesystemLayout null until chosen
 * @param firewallRules only of a firewall, else left out
 * @param image null without image
 * @param networks null when empty
 * @param ntpServers left out when empty
 * @param project project id
 * @param reinstall true between request and report
 * @param role {@code machine} or {@code firewall}
 * @param succeeded stays false
 * @param userData left out when empty
 */
public record MachineAllocation(
        @Required String name,
        @Required Instant created,
        @Required @JsonProperty("allocationuuid") String allocationUuid,
        @JsonProperty("boot_info") @Nullable BootInfo bootInfo,
        @Required String creator,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
        String description,

        @JsonProperty("dns_servers") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<DNSServer> dnsServers,

        @JsonProperty("filesystemlayout") @Nullable FilesystemLayout filesystemLayout,

        @JsonProperty("firewall_rules") @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
        FirewallRules firewallRules,

        @Required String hostname,
        @Nullable ImageResponse image,
        @Required @Nullable List<MachineNetwork> networks,

        @JsonProperty("ntp_servers") @JsonInclude(JsonInclude.Include.NON_EMPTY)
        List<NTPServer> ntpServers,

        @Required String project,
        @Required boolean reinstall,
        @Required String role,
        @Required @JsonProperty("ssh_pub_keys") @Nullable List<String> sshPubKeys,
        @Required boolean succeeded,

        @JsonProperty("user_data") @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
        String userData,

        @Nullable MachineVPN vpn) {
    public MachineAllocation {
        dnsServers = Absent.toEmpty(dnsServers);
        networks = Absent.whenEmpty(networks);
        ntpServers = Absent.toEmpty(ntpServers);
    }

    /** Without secrets and user data: this may end up in a log. */
    @Override
    public String toString() {
        return "MachineAllocation[name=" + name + ", project=" + project + ", allocationUuid=" + allocationUuid + "]";
    }
}
