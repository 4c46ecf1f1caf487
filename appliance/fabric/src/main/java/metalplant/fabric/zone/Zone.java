package metalplant.fabric.zone;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;

/**
 * Partitions that are near enough to be one zone, and who may talk to whom in it without a firewall.
 *
 * @param cables between exits of different partitions
 * @param externals where networks speak with somebody else
 */
public record Zone(
        List<Partition> partitions,
        List<Network> networks,
        List<Peering> peerings,
        List<Cable> cables,
        List<External> externals) {
    public Zone {
        partitions = List.copyOf(partitions);
        networks = List.copyOf(networks);
        peerings = List.copyOf(peerings);
        cables = List.copyOf(cables);
        externals = List.copyOf(externals);
    }

    /** Without neighbours outside. */
    public Zone(List<Partition> partitions, List<Network> networks, List<Peering> peerings, List<Cable> cables) {
        this(partitions, networks, peerings, cables, List.of());
    }

    /**
     * One partition.
     *
     * @param number of its plant, 1 to 65535; tags of routes name it
     * @param supers from which the prefixes of its networks are; what other partitions may learn lies in them
     * @param dci the VRF, and VNI, by which its leaves and exits exchange what crosses partitions
     */
    public record Partition(int number, List<Cidr> supers, int dci, List<Leaf> leaves, List<Exit> exits) {
        public Partition {
            supers = List.copyOf(supers);
            leaves = List.copyOf(leaves);
            exits = List.copyOf(exits);
        }

        /** The names of all its switches. */
        public Stream<String> switches() {
            return Stream.concat(leaves.stream().map(Leaf::name), exits.stream().map(Exit::name));
        }

        public Optional<Exit> exit(String wanted) {
            return exits.stream().filter(each -> each.name().equals(wanted)).findFirst();
        }
    }

    /** @param hosts what machines announce at this leaf, by network id */
    public record Leaf(String name, long asn, Map<String, List<Cidr>> hosts) {
        public Leaf {
            hosts = Map.copyOf(hosts);
        }
    }

    /** A way out of the partition. Exits of a partition share their ASN. */
    public record Exit(String name, long asn) {}

    /**
     * A network that machines are in.
     *
     * @param project whose; empty for a shared one
     * @param vrf its VRF and VNI
     * @param further what its machines may announce besides, as addresses of the internet; peers learn nothing of that
     */
    public record Network(
            String id, Optional<String> project, int partition, int vrf, List<Cidr> prefixes, List<Cidr> further) {
        public Network {
            prefixes = List.copyOf(prefixes);
            further = List.copyOf(further);
        }

        /** With nothing further. */
        public Network(String id, Optional<String> project, int partition, int vrf, List<Cidr> prefixes) {
            this(id, project, partition, vrf, prefixes, List.of());
        }

        /** All that its machines may announce. */
        public Stream<Cidr> announced() {
            return Stream.concat(prefixes.stream(), further.stream()).distinct().sorted();
        }

        public boolean isShared() {
            return project.isEmpty();
        }
    }

    /** Two networks that exchange routes on the leaves. */
    public record Peering(String network1, String network2) {
        /** The other end, if this is one of them. */
        public Optional<String> other(String network) {
            if (network1.equals(network)) {
                return Optional.of(network2);
            }
            return network2.equals(network) ? Optional.of(network1) : Optional.empty();
        }
    }

    /** A cable between two exits, with the address of each end. */
    public record Cable(String name, String exit1, IpAddress address1, String exit2, IpAddress address2) {}

    public Optional<Network> network(String id) {
        return networks.stream().filter(each -> each.id().equals(id)).findFirst();
    }

    public Optional<Partition> partition(int number) {
        return partitions.stream().filter(each -> each.number() == number).findFirst();
    }

    /** Where an exit is. */
    public Optional<Partition> ofExit(String name) {
        return partitions.stream().filter(each -> each.exit(name).isPresent()).findFirst();
    }

    /** The networks that this one has a peering with. */
    public List<Network> peers(Network network) {
        return peerings.stream()
                .flatMap(each -> each.other(network.id()).stream())
                .flatMap(id -> network(id).stream())
                .toList();
    }

    /** The networks of the same project in other partitions. */
    public List<Network> siblings(Network network) {
        return networks.stream()
                .filter(each -> !network.isShared()
                        && each.project().equals(network.project())
                        && each.partition() != network.partition())
                .toList();
    }

    /** Where this network speaks with somebody else. */
    public List<External> externals(Network network) {
        return externals.stream()
                .filter(each -> each.network().equals(network.id()))
                .toList();
    }

    /** All that this network may learn, itself included. */
    public Stream<Network> reach(Network network) {
        return Stream.of(Stream.of(network), peers(network).stream(), siblings(network).stream())
                .flatMap(each -> each);
    }
}
