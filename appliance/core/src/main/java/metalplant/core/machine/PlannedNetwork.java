package metalplant.core.machine;

import java.util.List;
import java.util.stream.Stream;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.Ip;
import metalplant.model.ip.IpAddress;
import metalplant.model.machine.Allocation.MachineNetwork;
import metalplant.model.network.Network;

/**
 * A network as a machine will use it.
 *
 * @param acquire take one address of each family
 * @param given addresses that the caller holds already
 */
record PlannedNetwork(Network network, Use use, boolean acquire, List<Ip> given) {
    /** What a network is to a machine, spelt as on the wire. */
    enum Use {
        PRIVATE_PRIMARY_UNSHARED("privateprimaryunshared"),
        PRIVATE_PRIMARY_SHARED("privateprimaryshared"),
        PRIVATE_SECONDARY_SHARED("privatesecondaryshared"),
        EXTERNAL("external"),
        UNDERLAY("underlay");

        private final String wire;

        Use(String wire) {
            this.wire = wire;
        }
    }

    /** As it is stored with the allocation. */
    MachineNetwork toMachineNetwork(List<IpAddress> acquired, long asn) {
        return new MachineNetwork(
                network.id(),
                texts(network.prefixes()),
                Stream.concat(given.stream().map(Ip::address), acquired.stream())
                        .map(IpAddress::toString)
                        .toList(),
                texts(network.destinationPrefixes()),
                network.vrf(),
                asn,
                network.isPrivate(),
                network.nat(),
                network.underlay(),
                network.projectId(),
                use.wire,
                network.nat() ? "ipv4-masq" : "none",
                network.type().wire());
    }

    private static List<String> texts(List<Cidr> cidrs) {
        return cidrs.stream().map(Cidr::toString).toList();
    }
}
