package metalplant.testkit.peering;

import static metalplant.testkit.peering.ZoneOfPlants.BANK;
import static metalplant.testkit.peering.ZoneOfPlants.NAMES;
import static metalplant.testkit.peering.ZoneOfPlants.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import metalplant.core.peering.FabricModel;
import metalplant.core.peering.FabricReports;
import metalplant.core.peering.PlantFabrics;
import metalplant.core.store.Store;
import metalplant.fabric.check.LeakCheck;
import metalplant.fabric.zone.Admission;
import metalplant.fabric.zone.Planner;
import metalplant.fabric.zone.Settlement.Left;
import metalplant.fabric.zone.Zone;
import metalplant.federation.entry.MemberCommand;
import metalplant.model.ip.Cidr;
import metalplant.model.network.Network;
import metalplant.model.peering.PlantFabric;
import metalplant.model.peering.PlantFabric.Net;
import metalplant.model.peering.PlantFabric.Part;
import org.junit.jupiter.api.Test;

/** A project with networks in several plants of one zone, on every store. */
public abstract class ZoneOfPlantsContract {
    /** A new empty store. */
    protected abstract Store store();

    private ZoneOfPlants zone(int plants, String proposal) {
        return new ZoneOfPlants(
                IntStream.range(0, plants).mapToObj(_ -> store()).toList(), proposal);
    }

    private static List<String> networks(FabricModel model) {
        return model.networks().stream().map(Zone.Network::id).toList();
    }

    private static List<String> rules(FabricModel model) {
        return model.left().stream().map(each -> each.refusal().rule()).toList();
    }

    @Test
    public void aSwitchKnowsTheNetworksThatItsProjectsHaveInAnotherPlant() {
        var zone = zone(2, "");
        var here = zone.network(0, SHOP);
        var there = zone.network(1, SHOP, "10.240.0.0/20");
        var alone = zone.network(1, BANK);
        zone.cable(0, 1);
        assertThat(networks(zone.model(0, "leaf01"))).containsExactly(here.id());

        zone.exchange();

        var model = zone.model(0, "leaf01");
        assertThat(model.left()).isEmpty();
        assertThat(model.partitions())
                .extracting(FabricModel.Place::id, FabricModel.Place::plant, FabricModel.Place::zoneId)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("north", "", "zone"),
                        org.assertj.core.groups.Tuple.tuple("south", "site_1", "zone"));
        assertThat(model.partitions().getLast().partition().exits())
                .extracting(Zone.Exit::name)
                .containsExactly("south/exit01");
        assertThat(networks(model)).containsExactlyInAnyOrder(here.id(), "south/" + there.id());
        assertThat(model.networks())
                .filteredOn(each -> each.id().equals("south/" + there.id()))
                .first()
                .satisfies(each -> {
                    assertThat(each.project()).contains(SHOP);
                    assertThat(each.vrf()).isEqualTo((int) there.vrf());
                    assertThat(each.prefixes()).isEqualTo(there.prefixes());
                    assertThat(each.pods()).containsExactly(Cidr.parse("10.240.0.0/20"));
                });
        assertThat(model.cables()).extracting(Zone.Cable::exit2).containsExactly("south/exit01");
        assertThat(networks(zone.model(1, "leaf01")))
                .containsExactlyInAnyOrder(there.id(), alone.id(), "north/" + here.id());
        assertThat(zone.seen(0).of("south").orElseThrow().networks()).isEqualTo(1);
    }

    @Test
    public void bothPlantsHaveTheSameModelAndItReachesAndLeaksNothingByEachProposal() {
        for (var proposal : List.of("1", "2b", "3")) {
            var zone = zone(2, proposal);
            var shop = zone.network(0, SHOP);
            var shopThere = zone.network(1, SHOP, "10.240.0.0/20");
            var bank = zone.network(0, BANK);
            var bankThere = zone.network(1, BANK);
            if (proposal.equals("2b")) {
                renumber(zone.plant(1).store, shopThere, shop.vrf());
                renumber(zone.plant(1).store, bankThere, bank.vrf());
            }
            zone.cable(0, 1);
            zone.exchange();

            var north = canonical(zone.model(0, "exit01"));
            var south = canonical(zone.model(1, "exit01"));

            assertThat(zone.model(0, "exit01").left()).as(proposal).isEmpty();
            assertThat(north.networks())
                    .containsExactlyInAnyOrderElementsOf(south.networks())
                    .hasSize(4);
            assertThat(north.partitions())
                    .containsExactlyInAnyOrderElementsOf(south.partitions())
                    .hasSize(2);
            assertThat(north.cables()).hasSize(1);
            assertThat(north.crossing()).hasSize(4);
            assertThat(Admission.of(north)).isEmpty();
            assertThat(LeakCheck.of(north, Planner.plan(north))).as(proposal).isEmpty();
            // What a switch gets of it is what its own plant's model says.
            var own = Objects.requireNonNull(
                    Planner.plan(plain(zone.model(0, "exit01"))).get("exit01"));
            var all = Objects.requireNonNull(Planner.plan(north).get("north/exit01"));
            assertThat(own.maps()).isEqualTo(all.maps());
            assertThat(own.prefixLists()).isEqualTo(all.prefixLists());
            assertThat(own.vrfs()).isEqualTo(all.vrfs());
        }
    }

    private static void renumber(Store store, Network network, long vrf) {
        store.run("renumber", tx -> {
            var old = tx.networks().get(network.id());
            return tx.networks()
                    .update(new Network(
                            old.id(),
                            old.name(),
                            old.description(),
                            old.type(),
                            old.partitionId(),
                            old.projectId(),
                            old.parentId(),
                            old.prefixes(),
                            old.destinationPrefixes(),
                            old.childLength(),
                            old.nat(),
                            old.shared(),
                            vrf,
                            old.labels(),
                            old.additionalAnnouncableCidrs(),
                            old.stamp()));
        });
    }

    private static Zone plain(FabricModel model) {
        return new Zone(
                model.partitions().stream().map(FabricModel.Place::partition).toList(),
                model.networks(),
                List.of(),
                model.cables(),
                List.of(),
                model.proposal());
    }

    /** With the names that other plants have for what is the model's own, and a leaf with a machine of each network. */
    private static Zone canonical(FabricModel model) {
        var home = model.partitions().getFirst();
        var networks = model.networks().stream()
                .map(each -> each.partition() == home.partition().number() ? named(home.id(), each) : each)
                .toList();
        var partitions = model.partitions().stream()
                .map(each -> {
                    var hosts = new HashMap<String, List<Cidr>>();
                    networks.stream()
                            .filter(one -> one.partition() == each.partition().number())
                            .forEach(one -> hosts.put(
                                    one.id(),
                                    Stream.concat(one.prefixes().stream(), one.pods().stream())
                                            .map(cidr -> cidr.last().asHost())
                                            .toList()));
                    var leaf = new Zone.Leaf(
                            each.id() + "/leaf01",
                            4_200_000_100L + each.partition().number(),
                            hosts);
                    return new Zone.Partition(
                            each.partition().number(),
                            each.partition().supers(),
                            each.partition().dci(),
                            List.of(leaf),
                            each.partition().exits().stream()
                                    .map(exit -> new Zone.Exit(full(each.id(), exit.name()), exit.asn()))
                                    .toList(),
                            each.partition().announceable());
                })
                .toList();
        var cables = model.cables().stream()
                .map(each -> new Zone.Cable(
                        each.name(),
                        full(home.id(), each.exit1()),
                        each.address1(),
                        full(home.id(), each.exit2()),
                        each.address2()))
                .toList();
        return new Zone(partitions, networks, List.of(), cables, List.of(), model.proposal());
    }

    private static String full(String partition, String name) {
        return name.contains("/") ? name : partition + "/" + name;
    }

    private static Zone.Network named(String partition, Zone.Network network) {
        return new Zone.Network(
                full(partition, network.id()),
                network.project(),
                network.partition(),
                network.vrf(),
                network.prefixes(),
                network.further(),
                network.kind(),
                network.pods(),
                network.stays());
    }

    @Test
    public void byEqualNumbersNetworksWithOthersStayAndTheModelSaysSo() {
        var zone = zone(2, "2b");
        var here = zone.network(0, SHOP);
        zone.network(1, SHOP);
        zone.exchange();

        var model = zone.model(0, "leaf01");

        assertThat(networks(model)).containsExactly(here.id());
        assertThat(rules(model)).containsExactly("vni-equal");
        assertThat(zone.seen(0).of("south").orElseThrow().refused())
                .singleElement()
                .asString()
                .contains("vni-equal");
    }

    @Test
    public void whatAPlantSaidStaysWhileItIsCutOffAndNothingOlderReplacesIt() {
        var zone = zone(2, "");
        zone.network(0, SHOP);
        var first = zone.network(1, SHOP);
        zone.exchange();
        var old = zone.said(1, 0);
        var second = zone.network(1, SHOP);
        assertThat(zone.tells(1, 0)).isTrue();
        assertThat(zone.tells(1, 0)).isFalse();

        zone.federation.links.cutOff(1);
        zone.federation.run(Duration.ofDays(2));

        assertThat(zone.fabrics(0).heard(old)).isFalse();
        assertThat(networks(zone.model(0, "leaf01"))).contains("south/" + first.id(), "south/" + second.id());
        var since = zone.seen(0).of("south").orElseThrow().heard();
        assertThat(since).isBefore(zone.federation.world.now().minus(Duration.ofDays(1)));

        var head = zone.fabrics(0).asks().head(zone.plant(1).id.text()).orElseThrow();
        zone.fabrics(0).still(head);
        assertThat(zone.seen(0).of("south").orElseThrow().heard())
                .isAfter(zone.federation.world.now().minus(PlantFabrics.HEARD_EVERY));
    }

    @Test
    public void aPlantThatBeginsANewLifeIsHeardAlthoughItsNumbersBeginAnew() {
        var zone = zone(2, "");
        zone.network(0, SHOP);
        var there = zone.network(1, SHOP);
        zone.exchange();
        var before = zone.said(1, 0);
        zone.plant(1).store.run("lost", tx -> {
            tx.plantFabrics().forget(PlantFabric.OWN);
            return true;
        });
        var again = with(zone.said(1, 0), before.life() + 1, 1, before.parts());

        assertThat(zone.fabrics(0).heard(again)).isTrue();
        assertThat(zone.fabrics(0).heard(with(before, before.life(), 99, List.of())))
                .isFalse();
        assertThat(networks(zone.model(0, "leaf01"))).contains("south/" + there.id());
    }

    private static PlantFabric with(PlantFabric said, long life, long revision, List<Part> parts) {
        return new PlantFabric(
                said.plant(), life, revision, said.zones(), said.changed(), said.heard(), parts, 0, List.of());
    }

    @Test
    public void whatAPlantSaidGoesWithItsMembership() {
        var zone = zone(3, "");
        var here = zone.network(0, SHOP);
        var there = zone.network(1, SHOP);
        var far = zone.network(2, SHOP);
        zone.exchange();
        assertThat(networks(zone.model(0, "leaf01")))
                .containsExactlyInAnyOrder(here.id(), "south/" + there.id(), "west/" + far.id());
        var late = zone.said(2, 0);

        zone.plant(0).want(new MemberCommand.MemberEvict(zone.plant(2).id));
        zone.federation.runUntil(
                () -> !zone.plant(0).state().federation().members().mayWrite(zone.plant(2).id));

        assertThat(networks(zone.model(0, "leaf01"))).containsExactlyInAnyOrder(here.id(), "south/" + there.id());
        assertThat(zone.fabrics(0).heard(with(late, late.life(), late.revision() + 1, late.parts())))
                .isFalse();
        assertThat(zone.seen(0).partitions()).hasSize(1);
    }

    /** What south says, with other networks. */
    private static PlantFabric lying(PlantFabric said, List<Cidr> supers, Net... nets) {
        var part = said.parts().getFirst();
        return with(
                said,
                said.life(),
                said.revision() + 1,
                List.of(new Part(
                        part.id(),
                        part.number(),
                        part.zone(),
                        supers,
                        part.announceable(),
                        part.exits(),
                        List.of(nets))));
    }

    private static Net net(String id, UUID project, int vrf, String prefix, String... announced) {
        return new Net(
                id,
                project,
                vrf,
                List.of(Cidr.parse(prefix)),
                Stream.of(announced).map(Cidr::parse).toList());
    }

    @Test
    public void aPlantThatLiesBreaksNothingAndWhyIsShown() {
        for (var proposal : List.of("1", "2b", "3")) {
            var zone = zone(2, proposal);
            var shop = zone.network(0, SHOP);
            var bank = zone.network(0, BANK);
            var there = zone.network(1, SHOP);
            zone.network(1, BANK);
            zone.quiet();
            var before = zone.model(0, "leaf01");
            UUID project = zone.plant(0)
                    .store
                    .read("uid", tx -> tx.projects().get(SHOP).stamp().uid());
            UUID other = zone.plant(0)
                    .store
                    .read("uid", tx -> tx.projects().get(BANK).stamp().uid());
            int free = (int) there.vrf() + 100;
            var supers = List.of(Cidr.parse("10.2.0.0/16"));
            var lies = new ArrayList<Net>();
            lies.add(net("taken", project, free, shop.prefixes().getFirst().toString()));
            lies.add(net("of-nobody", new UUID(6, 6), free + 1, "10.2.1.0/24"));
            lies.add(net("unclaimed", project, free + 2, "192.0.2.0/24"));
            lies.add(net("number", project, (int) bank.vrf(), "10.2.2.0/24"));
            lies.add(net("twice", project, free + 3, "10.2.3.0/24"));
            lies.add(net("twice-more", other, free + 3, "10.2.4.0/24"));
            lies.add(net("pods", project, free + 4, "10.2.5.0/24", "192.0.2.0/24"));
            assertThat(zone.fabrics(0).heard(lying(zone.said(1, 0), supers, lies.toArray(Net[]::new))))
                    .isTrue();

            var model = zone.model(0, "leaf01");

            assertThat(networks(model)).as(proposal).containsAll(networks(before));
            assertThat(model.networks())
                    .as(proposal)
                    .filteredOn(each -> !each.id().contains("/"))
                    .isEqualTo(before.networks());
            assertThat(Admission.of(plain(model))).as(proposal).isEmpty();
            assertThat(model.left())
                    .as(proposal)
                    .extracting(Left::id)
                    .contains("south/taken", "south/of-nobody", "south/unclaimed", "south/twice-more", "south/pods");
            assertThat(networks(model)).as(proposal).doesNotContain("south/taken", "south/unclaimed", "south/pods");
            if (!proposal.equals("3")) {
                assertThat(model.left()).as(proposal).extracting(Left::id).contains("south/number");
            }
            assertThat(zone.seen(0).of("south").orElseThrow().refused())
                    .as(proposal)
                    .anyMatch(each -> each.contains("south/unclaimed") && each.contains("span-claimed"));

            // a super network of others takes the whole partition out where one table holds all
            var wide =
                    lying(zone.said(1, 0), List.of(Cidr.parse("10.0.0.0/8")), net("x", project, free, "10.2.1.0/24"));
            zone.fabrics(0).heard(with(wide, wide.life(), wide.revision() + 1, wide.parts()));
            if (proposal.equals("3")) {
                assertThat(rules(zone.model(0, "leaf01"))).containsExactly("supers-disjoint");
                assertThat(zone.model(0, "leaf01").partitions()).hasSize(1);
            }
        }
    }

    @Test
    public void whatNetworksReachHereIsNotTakenFromThemByAnotherPlant() {
        var zone = zone(2, "1");
        var shop = zone.network(0, SHOP);
        zone.network(1, SHOP);
        zone.quiet();
        zone.external(0, "mpls", 50_000, "10.2.7.0/24");
        zone.peerings(0).create(PeeringPlant.local("out", shop.id(), "mpls"), true);
        UUID project = zone.plant(0)
                .store
                .read("uid", tx -> tx.projects().get(SHOP).stamp().uid());
        zone.fabrics(0).heard(lying(zone.said(1, 0), List.of(), net("x", project, 9_999, "10.2.7.0/24")));

        var model = zone.model(0, "leaf01");

        assertThat(model.peerings()).extracting(FabricModel.Pair::id).containsExactly("out");
        assertThat(rules(model)).containsExactly("disjoint");
    }

    @Test
    public void moreNetworksThanAZoneTakesAreLeftOut() {
        var zone = zone(2, "3");
        zone.network(0, SHOP);
        zone.network(1, SHOP);
        zone.quiet();
        UUID project = zone.plant(0)
                .store
                .read("uid", tx -> tx.projects().get(SHOP).stamp().uid());
        var many = IntStream.range(0, 3_000)
                .mapToObj(i -> net("n" + i, project, 20_000 + i, "10.2.%d.%d/32".formatted(i / 256, i % 256)))
                .toArray(Net[]::new);
        zone.fabrics(0).heard(lying(zone.said(1, 0), List.of(Cidr.parse("10.2.0.0/16")), many));

        var model = zone.model(0, "leaf01");

        assertThat(model.networks()).hasSize(2_049);
        assertThat(rules(model)).containsExactly("too-many");
    }

    @Test
    public void aCableThatLeadsNowhereIsShownWithTheReason() {
        var zone = zone(3, "");
        zone.network(0, SHOP);
        zone.network(1, SHOP);
        zone.exchange();
        record Case(FabricReports.CableText cable, String rule, String message) {}
        for (var each : List.of(
                new Case(cable("nobody/exit01"), "cable-exit", "no exit of this zone"),
                new Case(cable("exit01"), "cable-exit", "in the same partition"),
                new Case(cable("south/exit01"), "cable-exit", "no exit of this zone"))) {
            zone.exitTells(0, each.cable());

            var model = zone.model(0, "exit01");

            assertThat(model.cables()).as(each.toString()).isEmpty();
            assertThat(rules(model)).as(each.toString()).containsExactly(each.rule());
            assertThat(model.left().getFirst().refusal().message()).contains(each.message());
            assertThat(zone.seen(0).refused()).singleElement().asString().contains("cable c: " + each.rule());
        }

        // once the other exit has told that it is one
        zone.exitTells(1);
        zone.exitTells(2);
        zone.exchange();
        zone.exitTells(0, cable("south/exit01"));
        assertThat(rules(zone.model(0, "exit01"))).containsExactly("cable-ends");
        assertThat(zone.model(0, "exit01").cables()).hasSize(1);
        zone.exitTells(0, 4_200_000_002L + 4096L * zone.number(1), cable("south/exit01"));
        assertThat(rules(zone.model(0, "exit01"))).containsExactly("cable-asn");
        assertThat(zone.model(0, "exit01").cables()).isEmpty();
    }

    private static FabricReports.CableText cable(String exit) {
        return new FabricReports.CableText("c", "172.20.8.0", exit, "172.20.8.1");
    }

    @Test
    public void aPlainNameOfAnExitIsEnoughWhereThereIsOneOfThatName() {
        var zone = zone(3, "");
        zone.plant(0).store.run("rename", tx -> {
            var old = tx.switches().get("exit01");
            tx.switches().delete(old);
            return tx.switches()
                    .insert(new metalplant.model.switches.Switch(
                            "exit09",
                            old.name(),
                            old.description(),
                            old.partitionId(),
                            old.rackId(),
                            old.mode(),
                            old.os(),
                            old.managementIp(),
                            old.managementUser(),
                            old.consoleCommand(),
                            old.nics(),
                            old.connections(),
                            old.stamp()));
        });
        zone.exitTells(1, new FabricReports.CableText("c", "172.20.8.1", "north/exit09", "172.20.8.0"));
        zone.exchange();
        new FabricReports(zone.plant(0).store, zone.federation.world)
                .run("exit09", report(4_200_000_002L, cable("exit01")));

        assertThat(zone.model(0, "leaf01").left()).isEmpty();
        assertThat(zone.model(0, "leaf01").cables())
                .extracting(Zone.Cable::exit2)
                .containsExactly("south/exit01");

        zone.exitTells(2);
        zone.exchange();
        assertThat(rules(zone.model(0, "leaf01"))).containsExactly("cable-exit");
        assertThat(zone.model(0, "leaf01").left().getFirst().refusal().message())
                .contains("[south/exit01, west/exit01]");
    }

    private static FabricReports.Report report(long asn, FabricReports.CableText cable) {
        return new FabricReports.Report(
                "agent", "", "exit", asn, List.of("Ethernet12"), List.of(cable), "", List.of(), List.of(), "");
    }

    @Test
    public void aNetworkOfThisPlantThatIsNotFitToCrossStaysAndIsNamed() {
        var zone = zone(2, "3");
        var here = zone.network(0, SHOP);
        zone.network(1, SHOP);
        zone.plant(0).store.run("outside", tx -> {
            var old = tx.networks().get("super0");
            return tx.networks()
                    .update(new Network(
                            old.id(),
                            old.name(),
                            old.description(),
                            old.type(),
                            old.partitionId(),
                            old.projectId(),
                            old.parentId(),
                            List.of(Cidr.parse("10.77.0.0/16")),
                            old.destinationPrefixes(),
                            old.childLength(),
                            old.nat(),
                            old.shared(),
                            old.vrf(),
                            old.labels(),
                            old.additionalAnnouncableCidrs(),
                            old.stamp()));
        });
        zone.exchange();

        var model = zone.model(0, "leaf01");

        assertThat(rules(model)).containsExactly("in-super");
        assertThat(model.networks())
                .filteredOn(each -> each.id().equals(here.id()))
                .allMatch(Zone.Network::stays);
    }

    @Test
    public void whatIsNobodyElsesBusinessIsNotTold() {
        var zone = zone(2, "");
        var shop = zone.network(0, SHOP);
        zone.network(1, SHOP);
        zone.network(0, BANK);
        zone.quiet();

        var said = zone.said(0, 1);

        assertThat(said.parts()).extracting(Part::id).containsExactly(NAMES.getFirst());
        assertThat(said.parts().getFirst().networks()).extracting(Net::id).containsExactly(shop.id());
        var nothing = PlantFabrics.in(zone.fabrics(0).told(0, zone.number(0)), List.of());
        assertThat(nothing).isEmpty();
    }

    @Test
    public void everyTableKeepsWhatPlantsSaid() {
        var store = store();
        var at = java.time.Instant.parse("2026-01-01T12:00:00Z");
        var fabric = new PlantFabric(
                "b",
                3,
                7,
                List.of(new UUID(1, 2), new UUID(3, 4)),
                at,
                at,
                List.of(new Part(
                        "south",
                        257,
                        new UUID(1, 2),
                        List.of(Cidr.parse("10.2.0.0/16")),
                        List.of(),
                        List.of(new PlantFabric.Exit("exit01", 4_200_000_002L, List.of())),
                        List.of(net("n", new UUID(5, 6), 65_537, "10.2.0.0/24", "10.240.0.0/20")))),
                1,
                List.of("why"));
        store.run("save", tx -> {
            tx.plantFabrics().save(fabric);
            tx.plantFabrics().save(own(fabric));
            return true;
        });
        Optional<PlantFabric> found = store.read("find", tx -> tx.plantFabrics().find("b"));
        assertThat(found).contains(fabric);
        List<PlantFabric> others = store.read("others", tx -> tx.plantFabrics().others());
        assertThat(others).containsExactly(fabric);
        List<PlantFabric.Head> heads =
                store.read("heads", tx -> tx.plantFabrics().heads());
        assertThat(heads).containsExactly(fabric.head());

        store.run("heard", tx -> {
            tx.plantFabrics().heard("b", at.plusSeconds(9));
            return true;
        });
        Optional<PlantFabric> later = store.read("find", tx -> tx.plantFabrics().find("b"));
        assertThat(later).contains(fabric.heardAt(at.plusSeconds(9)));

        store.run("keep", tx -> {
            tx.plantFabrics().keepOnly(List.of("c"));
            return true;
        });
        Map<String, Boolean> left = store.read(
                "left",
                tx -> Map.of(
                        "b", tx.plantFabrics().find("b").isPresent(),
                        "own", tx.plantFabrics().find(PlantFabric.OWN).isPresent()));
        assertThat(left).isEqualTo(Map.of("b", false, "own", true));
    }

    private static PlantFabric own(PlantFabric fabric) {
        return new PlantFabric(
                PlantFabric.OWN, 3, 8, List.of(), fabric.changed(), fabric.heard(), fabric.parts(), 0, List.of());
    }
}
