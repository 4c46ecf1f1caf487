package metalplant.model.switches;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.model.ip.MinimalCidrs;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.Role;
import metalplant.model.network.Network;

/**
 * What the machine at a leaf port may announce. Sorted as texts, so that equal filters are equal texts.
 *
 * @param cidrs empty Optional = not to be filtered yet
 * @param vnis decimal; empty Optional = not to be filtered yet
 * @see "metal-api-rest.md 4.12"
 */
public record BgpFilter(Optional<List<String>> cidrs, Optional<List<String>> vnis) {
    /** VRF of the ports of an installed firewall. */
    public static final String VRF_FIREWALL = "default";

    private static final BgpFilter NOT_YET = new BgpFilter(Optional.empty(), Optional.empty());

    /**
     * @param vrf of the port
     * @param networks by id; only the private network of the allocation and its parent are looked up, and may be missing
     * @param projectAddresses everything the allocation's project holds
     */
    public static BgpFilter of(
            Allocation allocation, String vrf, Map<String, Network> networks, Collection<IpAddress> projectAddresses) {
        if (allocation.role() == Role.FIREWALL) {
            return vrf.equals(VRF_FIREWALL) ? ofFirewall(allocation) : NOT_YET;
        }
        return ofMachine(allocation, networks, projectAddresses);
    }

    private static BgpFilter ofFirewall(Allocation allocation) {
        var vnis = allocation.networks().stream()
                .filter(network -> !network.underlay())
                .map(network -> Long.toString(network.vrf()))
                .sorted()
                .toList();
        var cidrs = allocation.networks().stream()
                .filter(Allocation.MachineNetwork::underlay)
                .flatMap(network -> network.ips().stream())
                .flatMap(text -> IpAddress.tryParse(text).stream())
                .map(address -> address.asHost().toString())
                .sorted()
                .toList();
        return new BgpFilter(Optional.of(cidrs), Optional.of(vnis));
    }

    private static BgpFilter ofMachine(
            Allocation allocation, Map<String, Network> networks, Collection<IpAddress> projectAddresses) {
        var cidrs = new ArrayList<Cidr>();
        allocation.privateNetwork().ifPresent(network -> {
            cidrs.addAll(parse(network.prefixes()));
            Optional.ofNullable(networks.get(network.networkId()))
                    .map(Network::parentId)
                    .map(networks::get)
                    .ifPresent(parent -> cidrs.addAll(parse(parent.additionalAnnouncableCidrs())));
        });
        var excluded = allocation.networks().stream()
                .filter(network -> network.isPrivate() || network.underlay())
                .flatMap(network -> parse(network.prefixes()).stream())
                .toList();
        projectAddresses.stream()
                .filter(address -> excluded.stream().noneMatch(prefix -> prefix.contains(address)))
                .map(IpAddress::asHost)
                .forEach(cidrs::add);
        var texts = MinimalCidrs.of(cidrs).stream().map(Cidr::toString).sorted().toList();
        return new BgpFilter(Optional.of(texts), Optional.of(List.of()));
    }

    private static List<Cidr> parse(Collection<String> texts) {
        return texts.stream().flatMap(text -> Cidr.tryParse(text).stream()).toList();
    }
}
