package metalplant.core.machine;

import java.util.HashSet;
import metalplant.model.Problem;
import metalplant.model.ip.IpAddress;
import metalplant.model.machine.FirewallRuleCheck;
import metalplant.model.machine.Role;
import metalplant.model.machine.SshPublicKey;
import metalplant.model.partition.RackServers;

/** What is wrong with an allocation in itself, whatever the plant holds. */
final class AllocationRules {
    private static final int LIST_MAX = 256;
    private static final int USER_DATA_MAX = 1024 * 1024;

    private AllocationRules() {}

    /** What cannot be read at all: 400. */
    static void requireReadable(AllocateCommand c) {
        if (c.networks().isEmpty()) {
            throw Problem.bad("networks are missing: name at least one private network");
        }
        if (c.machineId().isEmpty() && c.partitionId().isEmpty()) {
            throw Problem.bad("name a partition, or one machine by its uuid");
        }
        if (c.machineId().isEmpty() && c.sizeId().isEmpty()) {
            throw Problem.bad("name a size, or one machine by its uuid");
        }
        if (c.networks().size() > LIST_MAX
                || c.ips().size() > LIST_MAX
                || c.tags().size() > LIST_MAX) {
            throw Problem.bad("more than %d networks, addresses or tags".formatted(LIST_MAX));
        }
        if (c.userData().length() > USER_DATA_MAX || c.sshPublicKeys().size() > LIST_MAX) {
            throw Problem.bad("user data is longer than 1 MiB, or there are more than %d keys".formatted(LIST_MAX));
        }
        c.firewallRules().ifPresent(FirewallRuleCheck::normalise);
        RackServers.requireDns(c.dnsServers());
        RackServers.requireNtp(c.ntpServers());
    }

    /** What can be read and makes no sense: 422. */
    static void requireSound(AllocateCommand c) {
        if (c.projectId().isEmpty()) {
            throw Problem.refused("projectid is missing");
        }
        for (var ip : c.ips()) {
            if (IpAddress.tryParse(ip).isEmpty()) {
                throw Problem.refused("\"%s\" is not an IP address".formatted(ip));
            }
        }
        c.sshPublicKeys().forEach(SshPublicKey::require);
        long manual = c.networks().stream().filter(wish -> !wish.autoAcquire()).count();
        if (c.role() == Role.FIREWALL
                && c.ips().isEmpty()
                && manual == c.networks().size()) {
            throw Problem.refused("a firewall needs an address: name one, or let a network acquire one by itself");
        }
        if (manual > c.ips().size()) {
            throw Problem.refused("a network without autoacquire needs one of the given ips");
        }
        var ids = new HashSet<String>();
        for (var wish : c.networks()) {
            if (!ids.add(wish.networkId())) {
                throw Problem.refused("network \"%s\" is given twice".formatted(wish.networkId()));
            }
        }
    }
}
