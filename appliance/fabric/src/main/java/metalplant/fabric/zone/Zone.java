package metalplant.fabric.zone;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;

/**
 * Partitions that are near enough to be one zone, and who may talk to whom in it without a firewall.
 *
 * @param cables between exits of different partitions
 * @param externals where networks speak with somebody else
 * @param proposal by what projects reach themselves in other partitions
 */
public record Zone(
        List<Partition> partitions,
        List<Network> networks,
        List<Peering> peerings,
        List<Cable> cables,
        List<External> externals,
        Proposal proposal) {
    /** As the partition of a network: it is in every one of the zone. */
    public static final int ANYWHERE = 0;

    public Zone {
        partitions = List.copyOf(partitions);
        networks = List.copyOf(networks);
        peerings = List.copyOf(peerings);
        cables = List.copyOf(cables);
        externals = List.copyOf(externals);
    }

    /** By the third proposal. */
    public Zone(
            List<Partition> partitions,
            List<Network> networks,
            List<Peering> peerings,
            List<Cable> cables,
            List<External> externals) {
        this(partitions, networks, peerings, cables, externals, Proposal.LEAVES_LEAK);
    }

    /** By the third proposal, without neighbours outside. */
    public Zone(List<Partition> partitions, List<Network> networks, List<Peering> peerings, List<Cable> cables) {
        this(partitions, networks, peerings, cables, List.of());
    }

    /** One of these things, without neighbours outside, by the same proposal. */
    public Zone with(List<Partition> others, List<Network> hosts, List<Peering> pairs, List<Cable> lines) {
        return new Zone(others, hosts, pairs, lines, List.of(), proposal);
    }

    /** The same by another proposal. */
    public Zone by(Proposal other) {
        return new Zone(partitions, networks, peerings, cables, externals, other);
    }

    /**
     * One partition.
     *
     * @param number of its plant, 1 to 65535; tags of routes name it
     * @param supers from which the prefixes of its networks are; what other partitions may learn lies in them
     * @param dci the VRF, and VNI, by which its leaves and exits exchange what crosses partitions
     * @param announceable out of which networks may have {@link Network#pods}
     */
    public record Partition(
            int number, List<Cidr> supers, int dci, List<Leaf> leaves, List<Exit> exits, List<Cidr> announceable) {
        public Partition {
            supers = List.copyOf(supers);
            leaves = List.copyOf(leaves);
            exits = List.copyOf(exits);
            announceable = List.copyOf(announceable);
        }

        /** One whose machines announce nothing but what is in prefixes of networks. */
        public Partition(int number, List<Cidr> supers, int dci, List<Leaf> leaves, List<Exit> exits) {
            this(number, supers, dci, leaves, exits, List.of());
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

    /**
     * A way out of the partition. Exits of a partition share their ASN.
     *
     * @param uplinks ports that lead into the fabric
     */
    public record Exit(String name, long asn, List<String> uplinks) {
        public Exit {
            uplinks = List.copyOf(uplinks);
        }

        /** One of whose ports nothing is known. */
        public Exit(String name, long asn) {
            this(name, asn, List.of());
        }
    }

    /** What a network is for. */
    public enum Kind {
        /** Of the machines of one project. */
        PRIVATE,
        /** Of machines that serve others. */
        SHARED,
        /** Of addresses that others outside know. */
        EXTERNAL,
        /** Of switches and firewalls among themselves. */
        UNDERLAY,
        /** Private ones are cut out of it. */
        SUPER
    }

    /**
     * A network that machines are in.
     *
     * @param project whose; empty for one that is for all
     * @param partition {@link Zone#ANYWHERE} for one of no partition
     * @param vrf its VRF and VNI
     * @param further what its machines may announce besides, as addresses of the internet; peers learn nothing of that
     * @param pods what its machines announce beside its prefixes and what goes where those go: CIDRs of pods and services
     * @param stays never crosses partitions
     * @param destinations of an external one: where it leads, the default route perhaps
     */
    public record Network(
            String id,
            Optional<String> project,
            int partition,
            int vrf,
            List<Cidr> prefixes,
            List<Cidr> further,
            Kind kind,
            List<Cidr> pods,
            boolean stays,
            List<Cidr> destinations) {
        public Network {
            prefixes = List.copyOf(prefixes);
            further = List.copyOf(further);
            pods = List.copyOf(pods);
            destinations = destinations.stream().sorted().toList();
        }

        /** One that leads nowhere. */
        public Network(
                String id,
                Optional<String> project,
                int partition,
                int vrf,
                List<Cidr> prefixes,
                List<Cidr> further,
                Kind kind,
                List<Cidr> pods,
                boolean stays) {
            this(id, project, partition, vrf, prefixes, further, kind, pods, stays, List.of());
        }

        /** One of machines, which announce nothing of pods. */
        public Network(
                String id, Optional<String> project, int partition, int vrf, List<Cidr> prefixes, List<Cidr> further) {
            this(
                    id,
                    project,
                    partition,
                    vrf,
                    prefixes,
                    further,
                    project.isPresent() ? Kind.PRIVATE : Kind.SHARED,
                    List.of(),
                    false);
        }

        /** With nothing further. */
        public Network(String id, Optional<String> project, int partition, int vrf, List<Cidr> prefixes) {
            this(id, project, partition, vrf, prefixes, List.of());
        }

        /** All that its machines may announce. */
        public Stream<Cidr> announced() {
            return Stream.of(prefixes, further, pods)
                    .flatMap(List::stream)
                    .distinct()
                    .sorted();
        }

        public boolean isShared() {
            return project.isEmpty();
        }

        /** All that others may learn of it: its prefixes and what is announced beside them. */
        public List<Cidr> carried() {
            return pods.isEmpty()
                    ? prefixes
                    : Stream.concat(prefixes.stream(), pods.stream()).toList();
        }

        /** Whether both have addresses that are the same. */
        public boolean overlaps(Network other) {
            return carried().stream()
                    .anyMatch(prefix -> other.carried().stream().anyMatch(prefix::overlaps));
        }

        /** Whether both can be in one partition. */
        public boolean isNear(Network other) {
            return partition == other.partition || partition == ANYWHERE || other.partition == ANYWHERE;
        }

        /** The same, which never crosses partitions. */
        public Network staying() {
            return new Network(id, project, partition, vrf, prefixes, further, kind, pods, true, destinations);
        }

        /** The same, which leads there. */
        public Network leading(List<Cidr> where) {
            return new Network(id, project, partition, vrf, prefixes, further, kind, pods, stays, where);
        }
    }

    /**
     * Two networks that exchange routes on the leaves.
     *
     * @param byLabel whether nobody asked for just these two, but for all of the project
     * @param publics of one with an external network: the addresses of that which the other one's project holds. Nothing else of the other
     *     one is told there, and without any it is not carried out: who cannot be answered is not let out
     */
    public record Peering(String id, String network1, String network2, boolean byLabel, List<Cidr> publics) {
        public Peering {
            publics = publics.stream().sorted().toList();
        }

        /** One with no external network, or with one of which the project holds nothing. */
        public Peering(String id, String network1, String network2, boolean byLabel) {
            this(id, network1, network2, byLabel, List.of());
        }

        /** One that somebody asked for. */
        public Peering(String network1, String network2) {
            this(network1 + "-" + network2, network1, network2, false);
        }
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

    /** The networks of the same project in other partitions that this one reaches there. */
    public List<Network> siblings(Network network) {
        return relatives(network)
                .filter(each -> proposal != Proposal.EQUAL_VNIS || each.vrf() == network.vrf())
                .toList();
    }

    /** The networks of the same project in other partitions, whether or not the proposal joins them. */
    Stream<Network> relatives(Network network) {
        return crosses(network)
                ? networks.stream()
                        .filter(each -> crosses(each)
                                && each.project().equals(network.project())
                                && each.partition() != network.partition())
                : Stream.of();
    }

    /** Whether it would, if there were any of its project elsewhere. */
    static boolean crosses(Network network) {
        return network.kind() == Kind.PRIVATE && !network.isShared() && !network.stays();
    }

    /** Networks that reach others in other partitions, in the order of their numbers. */
    public List<Network> crossing() {
        return networks.stream()
                .filter(each -> !siblings(each).isEmpty())
                .sorted(Comparator.comparingInt(Network::vrf).thenComparing(Network::id))
                .toList();
    }

    /** The numbers of VRFs of the same switch from which one of this network may take routes. */
    public Set<Integer> sources(Network network) {
        var found = new TreeSet<Integer>();
        peers(network).forEach(each -> found.add(each.vrf()));
        var siblings = siblings(network);
        switch (proposal) {
            case EXITS_JOIN -> siblings.forEach(each -> found.add(each.vrf()));
            case EQUAL_VNIS -> {}
            case LEAVES_LEAK -> {
                if (!siblings.isEmpty()) {
                    partition(network.partition()).ifPresent(each -> found.add(each.dci()));
                }
            }
        }
        return found;
    }

    /** What exits tell the fabric in this network's own VRF, of other partitions. */
    public Stream<Cidr> retold(Network network) {
        return proposal.carriesNetworks()
                ? siblings(network).stream().flatMap(each -> each.carried().stream())
                : Stream.of();
    }

    /** The networks of other partitions for which a switch of this one has a VRF of that number; none if it is of one here. */
    public List<Network> guests(int partition, int vrf) {
        return proposal.carriesNetworks()
                ? networks.stream()
                        .filter(each -> each.vrf() == vrf
                                && each.partition() != partition
                                && !siblings(each).isEmpty())
                        .toList()
                : List.of();
    }

    /** What networks of this partition announce beside their prefixes into others. */
    public Stream<Cidr> pods(int partition) {
        return networks.stream()
                .filter(each -> each.partition() == partition
                        && !each.pods().isEmpty()
                        && !siblings(each).isEmpty())
                .flatMap(each -> each.pods().stream());
    }

    /** Where this network speaks with somebody else. */
    public List<External> externals(Network network) {
        return externals.stream()
                .filter(each -> each.network().equals(network.id()))
                .toList();
    }

    /** A way out of a network: an external one with which it has a peering, and the addresses of that which it may use there. */
    public record WayOut(Network inside, Network external, List<Cidr> publics) {}

    /** The ways out of a network that is not external, or those into one that is; those that are carried out. */
    public List<WayOut> waysOut(Network network) {
        return peerings.stream()
                .filter(each -> !each.publics().isEmpty())
                .flatMap(each -> each.other(network.id()).stream()
                        .flatMap(id -> network(id).stream())
                        .filter(other -> (other.kind() == Kind.EXTERNAL) != (network.kind() == Kind.EXTERNAL))
                        .map(other -> network.kind() == Kind.EXTERNAL
                                ? new WayOut(other, network, each.publics())
                                : new WayOut(network, other, each.publics())))
                .filter(each -> !each.external().destinations().isEmpty())
                .toList();
    }

    /** All that this network may learn of others, and of itself: what lies in these; of a default route that alone. */
    public Stream<Cidr> mayLearn(Network network) {
        boolean external = network.kind() == Kind.EXTERNAL;
        return Stream.of(
                        network.carried().stream(),
                        waysOut(network).stream()
                                .flatMap(each -> (external
                                                ? each.publics()
                                                : each.external().destinations())
                                        .stream()),
                        peers(network).stream()
                                .filter(each -> !external && each.kind() != Kind.EXTERNAL)
                                .flatMap(each -> each.carried().stream()),
                        siblings(network).stream().flatMap(each -> each.carried().stream()))
                .flatMap(each -> each);
    }

    /** Whether a prefix is what one of these lets in: itself, or what lies in it if it is no default route. */
    public static boolean holds(Stream<Cidr> allowed, Cidr prefix) {
        return allowed.anyMatch(each -> each.length() == 0 ? each.equals(prefix) : each.contains(prefix));
    }

    /** All that this network may learn, itself included. */
    public Stream<Network> reach(Network network) {
        return Stream.of(Stream.of(network), peers(network).stream(), siblings(network).stream())
                .flatMap(each -> each);
    }
}
