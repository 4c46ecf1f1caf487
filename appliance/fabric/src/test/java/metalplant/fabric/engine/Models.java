package metalplant.fabric.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metalplant.fabric.cabling.SwitchRole;
import metalplant.fabric.engine.Port.Use;
import metalplant.fabric.policy.Session.Terms;
import metalplant.fabric.zone.External;
import metalplant.fabric.zone.Proposal;
import metalplant.fabric.zone.Zone;
import metalplant.fabric.zone.Zone.Network;
import metalplant.fabric.zone.Zones;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.plan.PlantPlan.HostAddress;

/** Partitions for tests. */
public final class Models {
    public static final String TUNNEL = "vtep";

    private Models() {}

    /** A switch of which nothing is known but its name, number and role. */
    public static Box box(String name, SwitchOs os, SwitchRole role, long asn, int number) {
        var port = os == SwitchOs.SONIC ? "Ethernet" : "swp";
        return new Box(
                name,
                os,
                role,
                asn,
                IpAddress.parse("10.0.1." + number),
                List.of(port + 124, port + 120),
                List.of(),
                new Box.Management(
                        Optional.of(new HostAddress(IpAddress.parse("172.16.0." + number), 22)),
                        Optional.of(IpAddress.parse("172.16.0.1")),
                        List.of()),
                new Box.Pxe(4000, Optional.of(new HostAddress(IpAddress.parse("10.255.0.1"), 24)), List.of()),
                os == SwitchOs.SONIC,
                os == SwitchOs.SONIC);
    }

    /**
     * The first of two partitions: machines in three networks, a firewall, a port where a machine boots, one that is off, a network that
     * speaks with somebody else at an exit, machines with an address of the internet.
     */
    public static PartitionModel whole() {
        var two = Zones.two();
        var networks = two.networks().stream()
                .map(each -> each.id().equals("x1")
                        ? new Network(
                                each.id(),
                                each.project(),
                                each.partition(),
                                each.vrf(),
                                each.prefixes(),
                                List.of(Cidr.parse("203.0.113.7/32")))
                        : each)
                .toList();
        var external = new External(
                "x1",
                "exit11",
                "Ethernet8",
                IpAddress.parse("172.16.9.1"),
                30,
                IpAddress.parse("172.16.9.2"),
                65_001,
                List.of(Cidr.parse("198.51.100.0/22"), Cidr.parse("2001:db8:7::/48")),
                List.of(Cidr.parse("203.0.113.7/32")),
                Terms.stranger(65_000));
        var zone = new Zone(two.partitions(), networks, two.peerings(), two.cables(), List.of(external));
        var switches = new ArrayList<PartitionModel.SwitchModel>();
        switches.add(leaf(SwitchOs.SONIC, "leaf11", 4_200_000_101L, 1));
        switches.add(leaf(SwitchOs.CUMULUS, "leaf12", 4_200_000_102L, 2));
        switches.add(new PartitionModel.SwitchModel(
                box("exit11", SwitchOs.SONIC, SwitchRole.EXIT, 4_200_000_190L, 91),
                List.of(
                        new Port("Ethernet8", new Use.Outside(1001, external.own(), external.length()), true),
                        new Port("Ethernet12", new Use.Outside(1900, IpAddress.parse("172.20.8.0"), 31), true)),
                Map.of()));
        switches.add(new PartitionModel.SwitchModel(
                box("spine1", SwitchOs.SONIC, SwitchRole.SPINE, 4_200_000_170L, 71), List.of(), Map.of()));
        return new PartitionModel(zone, switches);
    }

    /**
     * The first of two partitions whose exits carry the VRFs of networks: a leaf, an exit with SONiC and one with Cumulus, each with a cable to
     * the other partition. The network that crosses has a neighbour outside too.
     */
    public static PartitionModel carried(Proposal proposal) {
        var two = Zones.two(proposal);
        var external = whole().zone().externals().getFirst();
        var zone =
                new Zone(two.partitions(), two.networks(), two.peerings(), two.cables(), List.of(external), proposal);
        return new PartitionModel(
                zone,
                List.of(
                        leaf(SwitchOs.SONIC, "leaf11", 4_200_000_101L, 1),
                        new PartitionModel.SwitchModel(
                                box("exit11", SwitchOs.SONIC, SwitchRole.EXIT, 4_200_000_190L, 91),
                                List.of(
                                        new Port(
                                                "Ethernet8",
                                                new Use.Outside(1001, external.own(), external.length()),
                                                true),
                                        new Port(
                                                "Ethernet12",
                                                Use.cable(zone, 1, IpAddress.parse("172.20.8.0"), 31),
                                                true)),
                                Map.of()),
                        new PartitionModel.SwitchModel(
                                box("exit12", SwitchOs.CUMULUS, SwitchRole.EXIT, 4_200_000_190L, 92),
                                List.of(new Port("swp12", Use.cable(zone, 1, IpAddress.parse("172.20.8.4"), 31), true)),
                                Map.of())));
    }

    /** What one of the switches shall be. */
    public static Desired desired(PartitionModel model, String name) {
        return of(Engine.desired(model), name);
    }

    /** What must be there. */
    public static <T> T of(Map<String, T> map, String name) {
        return Optional.ofNullable(map.get(name)).orElseThrow();
    }

    private static PartitionModel.SwitchModel leaf(SwitchOs os, String name, long asn, int number) {
        var port = os == SwitchOs.SONIC ? "Ethernet" : "swp";
        int second = number == 1 ? 1002 : 1800;
        return new PartitionModel.SwitchModel(
                box(name, os, SwitchRole.LEAF, asn, number),
                List.of(
                        new Port(port + 12, new Use.Member(1001), true),
                        new Port(port + 4, new Use.Member(1001), true),
                        new Port(port + 8, new Use.Member(second), true),
                        new Port(
                                port + 16,
                                new Use.Firewall(
                                        List.of(Cidr.parse("10.0.2.7/32"), Cidr.parse("10.0.2.8/32")),
                                        List.of(104_009, 1001)),
                                true),
                        new Port(port + 20, new Use.Firewall(List.of(), List.of()), true),
                        new Port(port + 24, new Use.Booting(), true),
                        new Port(port + 28, new Use.Booting(), false)),
                Map.of(1002, 1001));
    }
}
