package metalplant.core.machine;

import java.util.List;
import java.util.Optional;
import metalplant.model.machine.Allocation.FirewallRules;
import metalplant.model.machine.Role;

/**
 * A machine or firewall that somebody wants. Absent texts are "".
 *
 * @param machineId exactly this one; partition and size are then taken from it
 * @param imageId full id or shorthand
 * @param layoutId empty = chosen by size and image
 * @param ips addresses acquired before, as text
 * @param dnsServers empty = those of the partition
 * @param ntpServers empty = those of the partition
 * @param creator e-mail of the caller
 */
public record AllocateCommand(
        Role role,
        Optional<String> machineId,
        String name,
        String description,
        String hostname,
        String projectId,
        String partitionId,
        String sizeId,
        String imageId,
        Optional<String> layoutId,
        List<NetworkWish> networks,
        List<String> ips,
        List<String> sshPublicKeys,
        String userData,
        List<String> tags,
        List<String> placementTags,
        Optional<FirewallRules> firewallRules,
        List<String> dnsServers,
        List<String> ntpServers,
        String creator) {
    public static final String DEFAULT_HOSTNAME = "metal";

    /** @param autoAcquire take an address of each family of the network */
    public record NetworkWish(String networkId, boolean autoAcquire) {}

    /** Without what may be secret, for logs. */
    @Override
    public String toString() {
        return "AllocateCommand[" + role + " name=" + name + " project=" + projectId + "]";
    }
}
