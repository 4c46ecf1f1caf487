package metalplant.fabric.zone;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import metalplant.fabric.zone.Zone.Cable;
import metalplant.fabric.zone.Zone.Exit;
import metalplant.fabric.zone.Zone.Leaf;
import metalplant.fabric.zone.Zone.Network;
import metalplant.fabric.zone.Zone.Partition;
import metalplant.fabric.zone.Zone.Peering;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;

/** Zones for tests. */
public final class Zones {
    private static final int DCI = 1900;

    private Zones() {}

    /**
     * Two partitions with two leaves and two exits each; projects x and y have a network in each, storage is shared in each, and x has a
     * peering with the storage of its partition.
     *
     * @see "fabric-frr.md, section 4"
     */
    public static Zone two() {
        var partitions = new ArrayList<Partition>();
        var networks = new ArrayList<Network>();
        var peerings = new ArrayList<Peering>();
        for (int n = 1; n <= 2; n++) {
            networks.add(network(
                    "x" + n,
                    Optional.of("x"),
                    n,
                    n * 1000 + 1,
                    "10.%d.0.0/22".formatted(n),
                    "fd00:%d:1::/48".formatted(n)));
            networks.add(network("y" + n, Optional.of("y"), n, n * 1000 + 2, "10.%d.4.0/22".formatted(n)));
            networks.add(network(
                    "storage" + n,
                    Optional.empty(),
                    n,
                    n * 1000 + 800,
                    "10.%d.128.0/22".formatted(n),
                    "10.9.9.%d/32".formatted(n)));
            peerings.add(new Peering("x" + n, "storage" + n));
            partitions.add(new Partition(
                    n,
                    List.of(Cidr.parse("10.%d.0.0/16".formatted(n)), Cidr.parse("fd00:%d::/32".formatted(n))),
                    DCI,
                    List.of(
                            new Leaf(
                                    "leaf%d1".formatted(n),
                                    4_200_000_001L + 100L * n,
                                    Map.of(
                                            "x" + n,
                                            hosts("10.%d.0.1".formatted(n)),
                                            "y" + n,
                                            hosts("10.%d.4.1".formatted(n)))),
                            new Leaf(
                                    "leaf%d2".formatted(n),
                                    4_200_000_002L + 100L * n,
                                    Map.of(
                                            "x" + n,
                                            hosts("10.%d.0.2".formatted(n)),
                                            "storage" + n,
                                            hosts("10.%d.128.1".formatted(n), "10.9.9.%d".formatted(n))))),
                    exits(n, 2)));
        }
        return new Zone(partitions, networks, peerings, ring(partitions));
    }

    private static Network network(String id, Optional<String> project, int partition, int vrf, String... prefixes) {
        return new Network(
                id,
                project,
                partition,
                vrf,
                List.of(prefixes).stream().map(Cidr::parse).toList());
    }

    private static List<Cidr> hosts(String... addresses) {
        return List.of(addresses).stream()
                .map(each -> IpAddress.parse(each).asHost())
                .toList();
    }

    private static List<Exit> exits(int partition, int count) {
        var exits = new ArrayList<Exit>();
        for (int i = 1; i <= count; i++) {
            exits.add(new Exit("exit%d%d".formatted(partition, i), 4_200_000_090L + 100L * partition));
        }
        return exits;
    }

    /** Each exit with the exit of the same place in the next partition; of three and more the last one with the first. */
    private static List<Cable> ring(List<Partition> partitions) {
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

    /** Any zone that is admitted: one to three partitions, up to three projects with up to two networks in each, shared ones, peerings. */
    public static Zone random(RandomGenerator random) {
        int count = random.nextInt(1, 4);
        var networks = new ArrayList<Network>();
        var partitions = new ArrayList<Partition>();
        for (int n = 1; n <= count; n++) {
            var mine = networks(random, n);
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
        var zone = new Zone(partitions, networks, List.of(), ring(partitions));
        return new Zone(partitions, networks, peerings(random, zone), zone.cables());
    }

    private static List<Network> networks(RandomGenerator random, int partition) {
        var found = new ArrayList<Network>();
        int number = 0;
        for (var project : List.of("x", "y", "z")) {
            int some = random.nextInt(3);
            for (int i = 0; i < some; i++, number++) {
                found.add(network(
                        project + partition + i,
                        Optional.of(project),
                        partition,
                        1000 + number,
                        prefix(random, partition, number)));
            }
        }
        for (int shared = random.nextInt(3); shared > 0; shared--, number++) {
            found.add(network(
                    "s" + partition + shared,
                    Optional.empty(),
                    partition,
                    1000 + number,
                    prefix(random, partition, number)));
        }
        return found;
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
