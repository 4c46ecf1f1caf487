package metalplant.fabric.proof;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import metalplant.fabric.policy.Session.Terms;
import metalplant.fabric.zone.External;
import metalplant.fabric.zone.Proposal;
import metalplant.fabric.zone.Zone;
import metalplant.fabric.zone.Zone.Cable;
import metalplant.fabric.zone.Zone.Exit;
import metalplant.fabric.zone.Zone.Leaf;
import metalplant.fabric.zone.Zone.Network;
import metalplant.fabric.zone.Zone.Partition;
import metalplant.fabric.zone.Zone.Peering;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;

/** Zones that nobody has thought of, all of them admitted: the same generator gives the same ones. */
public final class AnyZone {
    private static final int DCI = 1900;

    private static final String INTERNET = "internet";

    private static final Cidr PUBLIC = Cidr.parse("192.0.2.0/24");

    private AnyZone() {}

    /** Exits of a partition, which share their ASN. */
    public static List<Exit> exits(int partition, int count) {
        var exits = new ArrayList<Exit>();
        for (int i = 1; i <= count; i++) {
            exits.add(new Exit("exit%d%d".formatted(partition, i), 4_200_000_090L + 100L * partition));
        }
        return exits;
    }

    /** Each exit with the exit of the same place in the next partition; of three and more the last one with the first. */
    public static List<Cable> ring(List<Partition> partitions) {
        var cables = new ArrayList<Cable>();
        int last = partitions.size() > 2 ? partitions.size() : partitions.size() - 1;
        for (int i = 0; i < last; i++) {
            var from = partitions.get(i);
            var to = partitions.get((i + 1) % partitions.size());
            for (int k = 0; k < Math.min(from.exits().size(), to.exits().size()); k++) {
                int net = 4 * cables.size();
                cables.add(new Cable(
                        "%s-%s"
                                .formatted(
                                        from.exits().get(k).name(),
                                        to.exits().get(k).name()),
                        from.exits().get(k).name(),
                        IpAddress.parse("172.20.8." + net),
                        to.exits().get(k).name(),
                        IpAddress.parse("172.20.8." + (net + 1))));
            }
        }
        return cables;
    }

    /** One to three partitions, up to three projects with up to two networks in each, shared ones, peerings, ways out, by any proposal. */
    public static Zone of(RandomGenerator random) {
        return of(random, Proposal.values()[random.nextInt(Proposal.values().length)]);
    }

    /** One by this proposal. */
    public static Zone of(RandomGenerator random, Proposal proposal) {
        int count = random.nextInt(1, 4);
        var networks = new ArrayList<Network>();
        var partitions = new ArrayList<Partition>();
        for (int n = 1; n <= count; n++) {
            var mine = networks(random, proposal, n);
            networks.addAll(mine);
            var leaves = new ArrayList<Leaf>();
            int size = random.nextInt(1, 4);
            for (int i = 1; i <= size; i++) {
                leaves.add(
                        new Leaf("leaf%d%d".formatted(n, i), 4_200_000_000L + 100L * n + i, members(random, mine, i)));
            }
            partitions.add(new Partition(
                    n,
                    List.of(Cidr.parse("10.%d.0.0/16".formatted(n)), Cidr.parse("fd00:%d::/32".formatted(n))),
                    DCI,
                    leaves,
                    exits(n, random.nextInt(1, 3))));
        }
        var zone = new Zone(partitions, networks, List.of(), ring(partitions), List.of(), proposal);
        var paired = networks.stream()
                .map(each -> zone.siblings(each).isEmpty() ? each.staying() : each)
                .toList();
        return outside(random, zone.with(partitions, paired, peerings(random, zone), zone.cables()));
    }

    /**
     * Perhaps with an external network, which some networks get out by with addresses of it that their machines announce, and of which a
     * router of somebody else hangs at an exit.
     */
    private static Zone outside(RandomGenerator random, Zone zone) {
        if (random.nextInt(3) == 0) {
            return zone;
        }
        var destinations = List.of(
                Cidr.parse("0.0.0.0/0"), random.nextBoolean() ? Cidr.parse("198.51.100.0/22") : Cidr.parse("::/0"));
        var networks = new ArrayList<Network>();
        var peerings = new ArrayList<>(zone.peerings());
        var publics = new HashMap<String, Cidr>();
        for (var each : zone.networks()) {
            if (each.isShared() || random.nextBoolean()) {
                networks.add(each);
                continue;
            }
            var address = Cidr.parse("192.0.2.%d/32".formatted(publics.size() + 1));
            networks.add(holding(each, address));
            publics.put(each.id(), address);
            peerings.add(new Peering(each.id() + "-out", each.id(), INTERNET, false, List.of(address)));
        }
        networks.add(internet(destinations));
        return new Zone(
                zone.partitions().stream()
                        .map(each -> announcing(random, each, publics))
                        .toList(),
                networks,
                peerings,
                zone.cables(),
                random.nextInt(4) == 0 ? List.of() : List.of(neighbour(destinations)),
                zone.proposal());
    }

    private static Network internet(List<Cidr> destinations) {
        return new Network(
                INTERNET,
                Optional.empty(),
                Zone.ANYWHERE,
                5000,
                List.of(PUBLIC),
                List.of(),
                Zone.Kind.EXTERNAL,
                List.of(),
                false,
                destinations);
    }

    /** The same, whose machines may announce an address of the internet. */
    private static Network holding(Network of, Cidr address) {
        return new Network(
                of.id(),
                of.project(),
                of.partition(),
                of.vrf(),
                of.prefixes(),
                List.of(address),
                of.kind(),
                of.pods(),
                of.stays(),
                of.destinations());
    }

    private static External neighbour(List<Cidr> destinations) {
        return new External(
                INTERNET,
                "exit11",
                "Ethernet8",
                IpAddress.parse("172.16.9.1"),
                30,
                IpAddress.parse("172.16.9.2"),
                65_001,
                destinations,
                List.of(PUBLIC),
                Terms.stranger(65_000));
    }

    private static Partition announcing(RandomGenerator random, Partition of, Map<String, Cidr> publics) {
        return new Partition(
                of.number(),
                of.supers(),
                of.dci(),
                of.leaves().stream()
                        .map(leaf -> announcing(random, leaf, publics))
                        .toList(),
                of.exits(),
                of.announceable());
    }

    private static Leaf announcing(RandomGenerator random, Leaf of, Map<String, Cidr> publics) {
        var hosts = new TreeMap<String, List<Cidr>>();
        // In the order of ids, so that the same generator gives the same zone.
        new TreeMap<>(of.hosts()).forEach((id, some) -> {
            var more = new ArrayList<>(some);
            Optional.ofNullable(publics.get(id))
                    .filter(_ -> random.nextInt(3) > 0)
                    .ifPresent(more::add);
            hosts.put(id, more);
        });
        return new Leaf(of.name(), of.asn(), hosts);
    }

    private static List<Network> networks(RandomGenerator random, Proposal proposal, int partition) {
        var found = new ArrayList<Network>();
        int number = 0;
        var projects = List.of("x", "y", "z", "");
        for (var project : projects) {
            int some = random.nextInt(3);
            for (int i = 0; i < some; i++, number++) {
                found.add(new Network(
                        "n" + project + partition + i,
                        Optional.of(project).filter(each -> !each.isEmpty()),
                        partition,
                        vrf(proposal, partition, projects.indexOf(project), i),
                        List.of(Cidr.parse(prefix(random, partition, number)))));
            }
        }
        return found;
    }

    /** By the third proposal numbers are those of somebody else in another partition. */
    private static int vrf(Proposal proposal, int partition, int project, int number) {
        return 1000
                + switch (proposal) {
                    case EXITS_JOIN -> 1000 * partition + 10 * project + number;
                    case EQUAL_VNIS -> 10 * project + number;
                    case LEAVES_LEAK -> 10 * ((project + partition) % 4) + number;
                };
    }

    private static String prefix(RandomGenerator random, int partition, int number) {
        return random.nextInt(4) == 0
                ? "fd00:%d:%d::/48".formatted(partition, number)
                : "10.%d.%d.0/24".formatted(partition, number);
    }

    private static Map<String, List<Cidr>> members(RandomGenerator random, List<Network> networks, int leaf) {
        var members = new HashMap<String, List<Cidr>>();
        for (var each : networks) {
            if (random.nextBoolean()) {
                var first = each.prefixes().getFirst().first();
                members.put(
                        each.id(), List.of(first.plus(BigInteger.valueOf(leaf)).asHost()));
            }
        }
        return members;
    }

    private static List<Peering> peerings(RandomGenerator random, Zone zone) {
        var found = new ArrayList<Peering>();
        for (var one : zone.networks()) {
            for (var other : zone.networks()) {
                boolean mayBe = one.partition() == other.partition()
                        && one.id().compareTo(other.id()) < 0
                        && !(one.isShared() && other.isShared())
                        && (one.isShared() || other.isShared() || one.project().equals(other.project()));
                if (mayBe && random.nextInt(3) == 0) {
                    found.add(new Peering(one.id(), other.id()));
                }
            }
        }
        return found;
    }
}
