package metalplant.fabric.zone;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import metalplant.fabric.proof.AnyZone;
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
        return two(Proposal.LEAVES_LEAK);
    }

    /** The same by another proposal; where that wants equal numbers, networks of the second partition have those of the first. */
    public static Zone two(Proposal proposal) {
        var partitions = new ArrayList<Partition>();
        var networks = new ArrayList<Network>();
        var peerings = new ArrayList<Peering>();
        for (int n = 1; n <= 2; n++) {
            int base = proposal == Proposal.EQUAL_VNIS ? 1000 : n * 1000;
            networks.add(network(
                    "x" + n,
                    Optional.of("x"),
                    n,
                    base + 1,
                    "10.%d.0.0/22".formatted(n),
                    "fd00:%d:1::/48".formatted(n)));
            networks.add(network("y" + n, Optional.of("y"), n, base + 2, "10.%d.4.0/22".formatted(n)));
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
                    AnyZone.exits(n, 2)));
        }
        return new Zone(partitions, networks, peerings, AnyZone.ring(partitions), List.of(), proposal);
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

    /** {@link AnyZone}. */
    public static Zone random(RandomGenerator random) {
        return AnyZone.of(random);
    }
}
