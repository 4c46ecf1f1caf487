package metalplant.testkit.peering;

import static metalplant.testkit.switches.TestSwitches.leaf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metalplant.core.homes.PublishingStore;
import metalplant.core.network.AllocateNetwork;
import metalplant.core.network.CreateNetwork;
import metalplant.core.peering.FabricModel;
import metalplant.core.peering.FabricModels;
import metalplant.core.peering.FabricReports;
import metalplant.core.peering.Peerings;
import metalplant.core.peering.PlantFabrics;
import metalplant.core.peering.Proposals;
import metalplant.core.peering.ZoneFabrics;
import metalplant.core.project.Projects;
import metalplant.core.region.Regions;
import metalplant.core.region.Zones;
import metalplant.core.store.Store;
import metalplant.core.tenant.Tenants;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.network.Network;
import metalplant.model.number.NumberWindows;
import metalplant.model.peering.PlantFabric;
import metalplant.model.switches.Switch;
import metalplant.model.tenant.Meta;
import metalplant.model.tenant.Quotas;
import metalplant.testkit.federation.TestFederation;

/**
 * Plants of one federation with a partition each in one zone: {@code north}, {@code south}, {@code west}. Each has a super network, an exit
 * {@code exit01} and a leaf {@code leaf01}; projects {@link #SHOP} and {@link #BANK} have their home in the first one.
 */
public final class ZoneOfPlants {
    public static final String SHOP = "00000000-0000-4000-8000-00000000000a";
    public static final String BANK = "00000000-0000-4000-8000-00000000000b";
    public static final List<String> NAMES = List.of("north", "south", "west");

    public final TestFederation federation;

    /** @param proposal of the zone; "" for a zone without a word */
    public ZoneOfPlants(List<? extends Store> stores, String proposal) {
        federation = new TestFederation(3, stores);
        for (int at = 0; at < stores.size(); at++) {
            partition(at);
        }
        federation.found();
        for (int at = 1; at < stores.size(); at++) {
            federation.join(plant(at));
        }
        var first = new PublishingStore(plant(0).store);
        new Tenants(first, federation.world)
                .create(new Tenants.Content(
                        "acme", "acme", "", Quotas.NONE, Quotas.NONE, Optional.empty(), Meta.EMPTY));
        for (var project : List.of(SHOP, BANK)) {
            new Projects(first, federation.world)
                    .create(new Projects.Content(project, "of " + project, "", "acme", Quotas.NONE, Meta.EMPTY));
        }
        new Regions(first, federation.world).create(new Regions.Create("region", "", "", Map.of()));
        new Zones(first, federation.world)
                .create(new Zones.Create(
                        "zone", "region", "", "", proposal.isEmpty() ? Map.of() : Map.of(Proposals.LABEL, proposal)));
        federation.runUntil(() -> federation.plants.stream()
                .allMatch(plant -> plant.self.windows().isPresent()
                        && plant.store.<Boolean>read(
                                "test",
                                tx -> tx.projects().find(BANK).isPresent()
                                        && tx.zones().find("zone").isPresent())));
        for (int at = 0; at < stores.size(); at++) {
            var name = NAMES.get(at);
            plant(at)
                    .store
                    .run(
                            "zone",
                            tx -> tx.partitions()
                                    .update(tx.partitions().get(name).inZone("zone")));
        }
    }

    private void partition(int at) {
        var name = NAMES.get(at);
        plant(at).store.run("partition", tx -> {
            tx.switches().insert(in(leaf("leaf01", "rack-1", 4), name));
            tx.switches().insert(in(leaf("exit01", "exits", 4), name));
            return tx.partitions().insert(plant(at).ipam.partition(name));
        });
        superNetwork(at, "super", "10.%d.0.0/16".formatted(at + 1));
    }

    /** A super network of the plant's partition. */
    public void superNetwork(int at, String id, String prefix) {
        plant(at)
                .ipam
                .createNetwork
                .run(new CreateNetwork.Request(
                        Optional.of(id + at),
                        id,
                        "",
                        NAMES.get(at),
                        "",
                        List.of(prefix),
                        List.of(),
                        Map.of("IPv4", 24),
                        List.of("10.240.0.0/12"),
                        true,
                        false,
                        false,
                        false,
                        0,
                        false,
                        Map.of()));
    }

    /** An external network of no partition. */
    public void external(int at, String id, long vrf, String prefix) {
        plant(at)
                .ipam
                .createNetwork
                .run(new CreateNetwork.Request(
                        Optional.of(id),
                        id,
                        "",
                        "",
                        "",
                        List.of(prefix),
                        List.of("0.0.0.0/0"),
                        Map.of(),
                        List.of(),
                        false,
                        false,
                        false,
                        false,
                        vrf,
                        false,
                        Map.of()));
    }

    private static Switch in(Switch leaf, String partition) {
        return new Switch(
                leaf.id(),
                leaf.name(),
                leaf.description(),
                partition,
                leaf.rackId(),
                leaf.mode(),
                leaf.os(),
                leaf.managementIp(),
                leaf.managementUser(),
                leaf.consoleCommand(),
                leaf.nics(),
                leaf.connections(),
                leaf.stamp());
    }

    public TestFederation.Plant plant(int at) {
        return federation.plants.get(at);
    }

    /** Its number in the federation. */
    public int number(int at) {
        return plant(at).self.windows().map(NumberWindows::plant).orElse(0);
    }

    /** A network of a project in the plant's partition, as a client gets it that sends its request again. */
    public Network network(int at, String project, String... announced) {
        var made = new ArrayList<Network>();
        var labels = announced.length == 0
                ? Map.<String, String>of()
                : Map.of("plant.metal-stack.io/announce", String.join(",", announced));
        federation.runUntil(() -> {
            if (!made.isEmpty()) {
                return true;
            }
            try {
                made.add(new AllocateNetwork(
                                plant(at).store,
                                federation.world,
                                plant(at).ipam.children,
                                plant(at).ipam.vrfs,
                                plant(at).self)
                        .run(new AllocateNetwork.Request(
                                "",
                                "",
                                NAMES.get(at),
                                project,
                                List.of(),
                                Map.of(),
                                Optional.empty(),
                                false,
                                false,
                                labels))
                        .network());
            } catch (Problem e) {
                if (e.code() != ProblemCode.SPAN_UNCLAIMED) {
                    throw e;
                }
            }
            return !made.isEmpty();
        });
        return made.getFirst();
    }

    /** All plants know the same ledger. */
    public void quiet() {
        federation.runUntil(federation::agree);
    }

    public PlantFabrics fabrics(int at) {
        return new PlantFabrics(plant(at).store, federation.world);
    }

    /** What a plant says when another one asks. */
    public PlantFabric said(int from, int to) {
        var asks = fabrics(to).asks();
        var told = fabrics(from).told(plant(from).state().self().incarnation().counter(), number(from));
        var now = federation.world.now();
        return new PlantFabric(
                plant(from).id.text(),
                told.life(),
                told.revision(),
                asks.zones(),
                now,
                now,
                PlantFabrics.in(told, asks.zones()),
                told.more(),
                List.of());
    }

    /** One plant asks another one. */
    public boolean tells(int from, int to) {
        return fabrics(to).heard(said(from, to));
    }

    /** Each asks each. */
    public void exchange() {
        quiet();
        for (int from = 0; from < federation.plants.size(); from++) {
            for (int to = 0; to < federation.plants.size(); to++) {
                if (from != to) {
                    tells(from, to);
                }
            }
        }
    }

    public FabricModel model(int at, String switchId) {
        return new FabricModels(plant(at).store, () -> number(at)).get(switchId);
    }

    public ZoneFabrics.Seen seen(int at) {
        return new ZoneFabrics(plant(at).store, () -> number(at)).of("zone");
    }

    public Peerings peerings(int at) {
        return new Peerings(plant(at).store, federation.world, () -> number(at));
    }

    /** The exit of a plant tells of its cables; its ASN is its plant's. */
    public void exitTells(int at, FabricReports.CableText... cables) {
        exitTells(at, 4_200_000_002L + 4096L * number(at), cables);
    }

    public void exitTells(int at, long asn, FabricReports.CableText... cables) {
        new FabricReports(plant(at).store, federation.world)
                .run(
                        "exit01",
                        new FabricReports.Report(
                                "agent",
                                "",
                                "exit",
                                asn,
                                List.of("Ethernet12"),
                                List.of(cables),
                                "",
                                List.of(),
                                List.of(),
                                ""));
    }

    /** A cable between the exits of two plants, told by both. */
    public void cable(int one, int other) {
        var name = "%s-%s".formatted(NAMES.get(one), NAMES.get(other));
        var first = "172.20.%d.0".formatted(one * 8 + other);
        var second = "172.20.%d.1".formatted(one * 8 + other);
        exitTells(one, new FabricReports.CableText(name, first, NAMES.get(other) + "/exit01", second));
        exitTells(other, new FabricReports.CableText(name, second, NAMES.get(one) + "/exit01", first));
    }
}
