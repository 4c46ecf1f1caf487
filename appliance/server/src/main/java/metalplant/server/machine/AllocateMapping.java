package metalplant.server.machine;

import static metalplant.wire.Absent.toEmpty;
import static metalplant.wire.Absent.toText;

import java.util.List;
import java.util.Optional;
import metalplant.core.machine.AllocateCommand;
import metalplant.core.machine.AllocateCommand.NetworkWish;
import metalplant.door.Caller;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.Role;
import metalplant.wire.machine.FirewallCreateRequest;
import metalplant.wire.machine.FirewallEgressRule;
import metalplant.wire.machine.FirewallIngressRule;
import metalplant.wire.machine.FirewallRules;
import metalplant.wire.machine.MachineAllocateRequest;
import metalplant.wire.machine.MachineAllocationNetwork;
import metalplant.wire.partition.DNSServer;
import metalplant.wire.partition.NTPServer;
import org.jspecify.annotations.Nullable;

/** Wishes for machines and firewalls, from the wire. */
public final class AllocateMapping {
    private AllocateMapping() {}

    /** A machine. */
    static AllocateCommand toCommand(MachineAllocateRequest request, Caller caller) {
        return command(request, Role.MACHINE, Optional.empty(), caller);
    }

    /** A firewall. */
    public static AllocateCommand toCommand(FirewallCreateRequest request, Caller caller) {
        return command(request.machine(), Role.FIREWALL, rules(request.firewallRules()), caller);
    }

    private static AllocateCommand command(
            MachineAllocateRequest r, Role role, Optional<Allocation.FirewallRules> rules, Caller caller) {
        return new AllocateCommand(
                role,
                present(r.uuid()),
                toText(r.name()),
                toText(r.description()),
                r.hostname() == null ? AllocateCommand.DEFAULT_HOSTNAME : r.hostname(),
                toText(r.projectId()),
                toText(r.partitionId()),
                toText(r.sizeId()),
                toText(r.imageId()),
                present(r.filesystemLayoutId()),
                toEmpty(r.networks()).stream().map(AllocateMapping::wish).toList(),
                toEmpty(r.ips()),
                toEmpty(r.sshPubKeys()),
                toText(r.userData()),
                toEmpty(r.tags()),
                toEmpty(r.placementTags()),
                rules,
                toEmpty(r.dnsServers()).stream().map(DNSServer::ip).toList(),
                toEmpty(r.ntpServers()).stream().map(NTPServer::address).toList(),
                caller.email());
    }

    private static Optional<String> present(@Nullable String text) {
        return Optional.ofNullable(text).filter(given -> !given.isEmpty());
    }

    private static NetworkWish wish(MachineAllocationNetwork network) {
        return new NetworkWish(network.networkId(), !Boolean.FALSE.equals(network.autoAcquire()));
    }

    /** Empty if there are none. */
    public static Optional<Allocation.FirewallRules> rules(@Nullable FirewallRules rules) {
        if (rules == null) {
            return Optional.empty();
        }
        List<FirewallEgressRule> egress = toEmpty(rules.egress());
        List<FirewallIngressRule> ingress = toEmpty(rules.ingress());
        return Optional.of(new Allocation.FirewallRules(
                egress.stream().map(AllocateMapping::egress).toList(),
                ingress.stream().map(AllocateMapping::ingress).toList()));
    }

    private static Allocation.FirewallRules.Egress egress(FirewallEgressRule rule) {
        return new Allocation.FirewallRules.Egress(
                toText(rule.comment()), toText(rule.protocol()), rule.ports(), rule.to());
    }

    private static Allocation.FirewallRules.Ingress ingress(FirewallIngressRule rule) {
        return new Allocation.FirewallRules.Ingress(
                toText(rule.comment()), toText(rule.protocol()), rule.ports(), toEmpty(rule.to()), rule.from());
    }
}
