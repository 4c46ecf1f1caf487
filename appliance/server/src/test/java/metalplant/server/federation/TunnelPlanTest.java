package metalplant.server.federation;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;
import metalplant.mesh.identity.IncarnationFile;
import metalplant.mesh.identity.PlantIdentity;
import metalplant.model.SystemWorld;
import metalplant.model.World;
import metalplant.wire.federation.TunnelKeysSaid;
import metalplant.wireguard.plan.Link;
import metalplant.wireguard.plan.MeshPlan;
import metalplant.wireguard.plan.MeshPlanner;
import metalplant.wireguard.reconcile.LinkHealth;
import metalplant.wireguard.reconcile.MeshReport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TunnelPlanTest {
    private static final int UDP = 51_820;
    private static final int MEETING_PORT = UDP + 512;

    @TempDir
    Path folder = Path.of("");

    private static final World WORLD = new SystemWorld();

    private final List<Plant> plants = new ArrayList<>();

    private record Plant(PlantIdentity identity, TunnelKeys keys, TunnelRotation rotation, MemberRecord record) {
        PlantId id() {
            return identity.plant();
        }

        TunnelPlan.Planned plans(Situation situation, TunnelPlan.Progress progress) {
            return new TunnelPlan(id(), new TunnelPlan.Here(UDP, false, _ -> PathMtu.USUAL), keys, rotation::of)
                    .of(situation, progress);
        }

        MeshPlan plan(Situation situation) {
            return MeshPlanner.plan(plans(situation, TunnelPlan.Progress.NONE).input());
        }
    }

    @BeforeEach
    void threePlants() {
        for (int i = 1; i <= 3; i++) {
            var home = folder.resolve("plant" + i);
            var identity = PlantIdentity.open(
                    home.resolve("keys"), new IncarnationFile(home.resolve("lives")), new SecureRandom());
            var record =
                    identity.record("plant_" + i, 1, Whereabouts.tunnelled(InetAddress.ofLiteral("192.0.2." + i), UDP));
            var keys = new TunnelKeys(home.resolve("tunnels"), identity);
            plants.add(new Plant(identity, keys, rotation(home, keys), record));
        }
    }

    private Plant plant(int number) {
        return plants.get(number - 1);
    }

    private static Situation meets(Plant other) {
        return new Situation(
                Optional.empty(),
                List.of(new Situation.Neighbour(other.record(), Optional.empty())),
                Optional.of(other.id()),
                List.of());
    }

    /** All are members; number is that of the list. */
    private Situation members(Plant self) {
        return new Situation(
                Optional.of(plants.indexOf(self)),
                plants.stream()
                        .filter(plant -> plant != self)
                        .map(plant -> new Situation.Neighbour(plant.record(), Optional.of(plants.indexOf(plant))))
                        .toList(),
                Optional.empty(),
                List.of());
    }

    private static Link to(MeshPlan plan, Plant other) {
        var links = plan.links().stream()
                .filter(link -> link.peer().equals(TunnelPlan.id(other.id())))
                .toList();
        assertThat(links).hasSize(1);
        return links.getFirst();
    }

    private static void assertTheyFit(Link here, Link there) {
        assertThat(here.peerKey()).isEqualTo(there.ownKey());
        assertThat(there.peerKey()).isEqualTo(here.ownKey());
        assertThat(here.endpoint().orElseThrow().port()).isEqualTo(there.listenPort());
        assertThat(there.endpoint().orElseThrow().port()).isEqualTo(here.listenPort());
    }

    @Test
    void plantsThatHaveJustMetFindEachOtherByWhatTheirRecordsSay() {
        var here = to(plant(1).plan(meets(plant(2))), plant(2));
        var there = to(plant(2).plan(meets(plant(1))), plant(1));

        assertTheyFit(here, there);
        assertThat(here.listenPort()).isEqualTo(MEETING_PORT);
    }

    @Test
    void eachPairOfMembersHasATunnelWithKeysAndPortsOfItsOwn() {
        var plans = plants.stream().map(plant -> plant.plan(members(plant))).toList();

        for (int i = 1; i <= 3; i++) {
            for (int j = i + 1; j <= 3; j++) {
                assertTheyFit(to(plans.get(i - 1), plant(j)), to(plans.get(j - 1), plant(i)));
            }
        }
        assertThat(plans.stream()
                        .flatMap(plan -> plan.links().stream())
                        .map(Link::ownKey)
                        .distinct())
                .hasSize(6);
    }

    @Test
    void theTunnelOfTheMeetingStaysUntilTheOtherOneWorksAndItIsSilent() {
        var now = members(plant(1));
        var joined = new Situation(now.number(), now.neighbours(), Optional.empty(), List.of(plant(2).id()));

        var both = MeshPlanner.plan(
                plant(1).plans(joined, TunnelPlan.Progress.NONE).input());
        var moved = MeshPlanner.plan(plant(1).plans(joined, new TunnelPlan.Progress(Set.of(plant(2).id()), Set.of()))
                .input());
        var settled = MeshPlanner.plan(
                plant(1).plans(joined, new TunnelPlan.Progress(Set.of(plant(2).id()), Set.of(plant(2).id())))
                        .input());

        assertThat(carrying(both)).contains(0);
        assertThat(both.links()).hasSize(3);
        assertThat(carrying(moved)).doesNotContain(0);
        assertThat(moved.links()).hasSize(3);
        assertThat(settled.links()).hasSize(2);
    }

    private static List<Integer> carrying(MeshPlan plan) {
        return plan.links().stream()
                .filter(Link::carrying)
                .map(Link::generation)
                .toList();
    }

    @Test
    void thatATunnelSettledIsKnownBehindARestart() {
        var joined = new Situation(
                Optional.of(0),
                List.of(new Situation.Neighbour(plant(2).record(), Optional.of(1))),
                Optional.empty(),
                List.of(plant(2).id()));
        plant(1).plans(joined, TunnelPlan.Progress.NONE);
        assertThat(plant(1).keys().settled()).isEmpty();

        var all = Set.of(plant(2).id());
        plant(1).plans(joined, new TunnelPlan.Progress(all, all));

        assertThat(plant(1).keys().settled()).isEqualTo(all);
    }

    @Test
    void oneWhoJoinsGetsTheTunnelOfMeetingsBeforeOneWhoHasJoined() {
        var situation = new Situation(
                Optional.of(0),
                List.of(
                        new Situation.Neighbour(plant(2).record(), Optional.of(1)),
                        new Situation.Neighbour(plant(3).record(), Optional.empty())),
                Optional.of(plant(3).id()),
                List.of(plant(2).id()));

        var planned = plant(1).plans(situation, TunnelPlan.Progress.NONE);

        assertThat(planned.meeting()).contains(plant(3).id());
        assertThat(MeshPlanner.plan(planned.input()).links().stream().filter(link -> link.listenPort() == MEETING_PORT))
                .hasSize(1);
    }

    @Test
    void aPlantThatClaimsNonsenseKeepsNobodyElseFromItsTunnel() {
        var good = new Situation.Neighbour(plant(2).record(), Optional.of(1));
        for (var endpoint : List.of(
                "wg 127.0.0.1:51820",
                "wg [fd3e:9c51:b7a4::1]:51820",
                "wg 224.0.0.1:51820",
                "wg 192.0.2.3:1",
                "tcp 192.0.2.3:1,2",
                "nonsense")) {
            var bad = new Situation.Neighbour(
                    with(plant(3).record(), endpoint, plant(3).record().wireguardKey()), Optional.of(2));
            assertThat(links(good, bad)).as(endpoint).isEqualTo(1);
        }
        for (var key : List.of(Bytes.EMPTY, Bytes.of(new byte[32]), Bytes.of(new byte[33]))) {
            var bad = new Situation.Neighbour(
                    with(plant(3).record(), plant(3).record().endpoint(), key), Optional.of(2));
            assertThat(links(good, bad)).isEqualTo(1);
        }
    }

    private int links(Situation.Neighbour... neighbours) {
        return plant(1).plan(new Situation(Optional.of(0), List.of(neighbours), Optional.empty(), List.of()))
                .links()
                .size();
    }

    private static MemberRecord with(MemberRecord record, String endpoint, Bytes key) {
        return new MemberRecord(
                record.key(), record.label(), record.level(), record.incarnation(), record.meshCa(), key, endpoint);
    }

    @Test
    void keysOfAPlantThatIsGoneAreGone() {
        plant(1).plan(members(plant(1)));
        assertThat(folder.resolve("plant1/tunnels").toFile().list()).hasSize(2);

        plant(1).plan(Situation.ALONE);

        assertThat(folder.resolve("plant1/tunnels").toFile().list()).isEmpty();
    }

    private static TunnelRotation rotation(Path home, TunnelKeys keys) {
        return new TunnelRotation(home.resolve("tunnels"), keys, Duration.ofDays(30), WORLD, () -> {});
    }

    /** Every tunnel that the plan has is up, and nothing comes through one that does not carry. */
    private static MeshReport healthy(MeshPlan plan) {
        return new MeshReport(
                plan.links().stream()
                        .map(link -> new LinkHealth(
                                link.name(),
                                link.peer(),
                                link.generation(),
                                link.carrying(),
                                Optional.of(Duration.ofSeconds(5)),
                                Duration.ZERO,
                                link.carrying(),
                                Optional.empty(),
                                0,
                                0,
                                Optional.empty()))
                        .toList(),
                List.of(),
                List.of(),
                List.of(),
                Map.of());
    }

    private MeshPlan look(Plant self, Plant other) {
        var settled = new TunnelPlan.Progress(Set.of(other.id()), Set.of(other.id()));
        var plan = MeshPlanner.plan(self.plans(members(self), settled).input());
        self.rotation().look(other.id(), healthy(plan));
        return plan;
    }

    private static void talk(Plant self, Plant other) {
        if (self.rotation().hasToTalk(other.id())) {
            var mine = self.rotation().said(other.id()).orElseThrow();
            other.rotation().hears(self.id(), mine);
            other.rotation().said(self.id()).ifPresent(theirs -> {
                self.rotation().heard(other.id(), mine);
                self.rotation().hears(other.id(), theirs);
            });
        }
    }

    private static Link carrying(MeshPlan plan, Plant other) {
        return plan.links().stream()
                .filter(link -> link.peer().equals(TunnelPlan.id(other.id())) && link.carrying())
                .findFirst()
                .orElseThrow();
    }

    /** What each sends on is at every moment a tunnel that the other one has, with the keys that it expects. */
    @Test
    void keysChangeWithoutAMomentInWhichNobodyListens() {
        var a = plant(1);
        var b = plant(2);
        look(a, b);
        look(b, a);
        var before = carrying(look(a, b), b).ownKey();
        a.rotation().now();
        for (int i = 0; i < 12; i++) {
            var here = look(a, b);
            talk(i % 2 == 0 ? a : b, i % 2 == 0 ? b : a);
            var there = look(b, a);
            var sent = carrying(here, b);
            var received = there.links().stream()
                    .filter(link -> link.peer().equals(TunnelPlan.id(a.id())) && link.generation() == sent.generation())
                    .findFirst()
                    .orElseThrow();
            assertTheyFit(sent, received);
        }
        assertThat(a.rotation().age(b.id()).orElseThrow().generation()).isEqualTo(2);
        assertThat(b.rotation().age(a.id()).orElseThrow().changing()).isFalse();
        assertThat(to(look(a, b), b).ownKey()).isNotEqualTo(before);
    }

    @Test
    void aPlantThatIsKilledInTheMiddleGoesOnWithTheSameKeys() {
        var a = plant(1);
        var b = plant(2);
        look(a, b);
        look(b, a);
        a.rotation().now();
        look(a, b);
        talk(a, b);
        var said = a.rotation().said(b.id()).orElseThrow();
        var again = rotation(folder.resolve("plant1"), a.keys());
        assertThat(again.said(b.id())).contains(said);
        assertThat(again.hasToTalk(b.id())).isTrue();
    }

    @Test
    void aPlantThatKnowsNothingOfItKeepsTheTunnelAsItIs() {
        var a = plant(1);
        var b = plant(2);
        look(a, b);
        a.rotation().now();
        for (int i = 0; i < 5; i++) {
            assertThat(carrying(look(a, b), b).generation()).isEqualTo(TunnelPlan.MEMBERS);
        }
    }

    @Test
    void lateAndForgedNewsChangeNothing() {
        var a = plant(1);
        var b = plant(2);
        look(a, b);
        var known = a.rotation().of(b.id());
        var key = a.record().wireguardKey().toArray();
        var text = Base64.getEncoder().encodeToString(key);
        a.rotation().hears(b.id(), new TunnelKeysSaid(0, 1, false, 1, Map.of()));
        a.rotation().hears(b.id(), new TunnelKeysSaid(5, 9, false, 9, Map.of(9, text)));
        a.rotation().hears(b.id(), new TunnelKeysSaid(5, 1, true, 1, Map.of(2, "no key")));
        a.rotation().hears(b.id(), new TunnelKeysSaid(5, 1, false, 2, Map.of()));
        assertThat(a.rotation().of(b.id())).isEqualTo(known);
        a.rotation().hears(b.id(), new TunnelKeysSaid(5, 1, true, 1, Map.of(2, text)));
        a.rotation().hears(b.id(), new TunnelKeysSaid(4, 1, false, 1, Map.of()));
        assertThat(a.rotation().of(b.id()).orElseThrow().theirs().hasNext()).isTrue();
    }

    /** Two voters that lose each other stop the ledger, and only the ledger gives the number that the next tunnel needs. */
    @Test
    void whoHasJustJoinedKeepsTheTunnelOfTheMeetingWhileItTalksThere() {
        var joined = new Situation(
                Optional.of(0),
                List.of(
                        new Situation.Neighbour(plant(2).record(), Optional.empty()),
                        new Situation.Neighbour(plant(3).record(), Optional.empty())),
                Optional.of(plant(3).id()),
                List.of(plant(2).id()));
        var talks = new TunnelPlan.Progress(Set.of(), Set.of(), Set.of(plant(2).id()));

        assertThat(plant(1).plans(joined, talks).meeting()).contains(plant(2).id());
        assertThat(plant(1).plans(joined, TunnelPlan.Progress.NONE).meeting()).contains(plant(3).id());
    }
}
