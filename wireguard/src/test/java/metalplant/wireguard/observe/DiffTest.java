package metalplant.wireguard.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import metalplant.model.ip.Cidr;
import metalplant.wireguard.plan.Federations;
import metalplant.wireguard.plan.Given;
import metalplant.wireguard.plan.Golden;
import metalplant.wireguard.plan.Keys;
import metalplant.wireguard.plan.MeshPlan;
import metalplant.wireguard.plan.MeshPlanner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DiffTest {
    static LongStream seeds() {
        return LongStream.range(0, 60);
    }

    @Test
    void anEmptyMachineIsBuiltByTheseCommands() {
        var plan = MeshPlanner.plan(Given.input(Given.peer(2)));

        Golden.check("commands.txt", commands(Diff.changes(plan, Observation.nothing(), Set.of())));
    }

    @Test
    void aSwitchToTheNextKeysIsTwoRoutes() {
        // given
        var before = rotating(1);
        var machine = new ModelMachine();
        machine.apply(Diff.changes(before, machine.see(before), Set.of()));

        // when
        var changes = Diff.changes(rotating(2), machine.see(before), Set.of());

        // then
        assertThat(changes).hasSize(2).allMatch(Change.PutRoute.class::isInstance);
        assertThat(changes)
                .extracting(change -> ((Change.PutRoute) change).metric())
                .containsExactly(100, 200);
    }

    private static MeshPlan rotating(int sendsOn) {
        return MeshPlanner.plan(Given.input(Given.with(
                Given.peer(2),
                Keys.only(Given.ours(2, 1)).withNext(Given.ours(2, 2)),
                Keys.only(Given.theirs(2, 1)).withNext(Given.theirs(2, 2)),
                sendsOn)));
    }

    @Test
    void whereALivingPeerRoamedToIsKeptAndASilentOneIsSentBack() {
        var plan = MeshPlanner.plan(Given.input(Given.peer(2)));
        var machine = new ModelMachine();
        machine.apply(Diff.changes(plan, machine.see(plan), Set.of()));
        var link = plan.links().getFirst();
        machine.roam(link.name(), Given.endpoint("203.0.113.9").at(7, 1));

        assertThat(Diff.changes(plan, machine.see(plan), Set.of())).isEmpty();
        var back = Diff.changes(plan, machine.see(plan), Set.of(link.name()));
        assertThat(back).hasSize(1);
        assertThat(((Change.SetPeer) back.getFirst()).endpoint()).isEqualTo(link.endpoint());
    }

    @Test
    void strangersOnOurInterfaceAreThrownOutAndWiderRangesTakenBack() {
        var plan = MeshPlanner.plan(Given.input(Given.peer(2)));
        var machine = new ModelMachine();
        machine.apply(Diff.changes(plan, machine.see(plan), Set.of()));
        var link = plan.links().getFirst();
        machine.apply(List.of(
                new Change.SetPeer(
                        link.name(),
                        Given.key(66),
                        link.endpoint(),
                        java.util.Optional.of(Cidr.parse("::/0")),
                        java.util.OptionalInt.empty()),
                new Change.SetPeer(
                        link.name(),
                        link.peerKey(),
                        java.util.Optional.empty(),
                        java.util.Optional.of(Cidr.parse("::/0")),
                        java.util.OptionalInt.empty())));

        var changes = Diff.changes(plan, machine.see(plan), Set.of());

        assertThat(changes).contains(new Change.RemovePeer(link.name(), Given.key(66)));
        machine.apply(changes);
        assertThat(Diff.changes(plan, machine.see(plan), Set.of())).isEmpty();
    }

    /** From any plan to any other one: one round of changes, and the next round has nothing to do. */
    @ParameterizedTest
    @MethodSource("seeds")
    void aSecondApplyChangesNothing(long seed) {
        var random = new Random(seed);
        var machine = new ModelMachine();
        for (int i = 0; i < 4; i++) {
            var plan = MeshPlanner.plan(Federations.random(random));
            machine.apply(Diff.changes(plan, machine.see(plan), names(plan)));
            assertThat(Diff.changes(plan, machine.see(plan), names(plan)))
                    .as("seed %d", seed)
                    .isEmpty();
            machine.damage(random);
            machine.apply(Diff.changes(plan, machine.see(plan), names(plan)));
            assertThat(Diff.changes(plan, machine.see(plan), names(plan)))
                    .as("seed %d after damage", seed)
                    .isEmpty();
        }
    }

    /** The packet filter is there before the first tunnel, and no argument is a secret. */
    @ParameterizedTest
    @MethodSource("seeds")
    void nothingIsOpenInBetween(long seed) {
        var plan = MeshPlanner.plan(Federations.random(new Random(seed)));

        var changes = Diff.changes(plan, Observation.nothing(), Set.of());

        assertThat(changes.getFirst()).isInstanceOf(Change.ReplaceFirewall.class);
        var started = new ArrayList<String>();
        for (var change : changes) {
            if (change instanceof Change.StartLink start) {
                started.add(start.link());
            }
            if (change instanceof Change.PutRoute put) {
                assertThat(started).contains(put.link());
                assertThat(put.target().length()).isEqualTo(128);
            }
            if (change instanceof Change.SetPeer set) {
                assertThat(set.allowed().orElseThrow().length()).isEqualTo(128);
            }
        }
        assertThat(commands(changes)).doesNotContain("0.0.0.0/0").doesNotContain("::/0");
    }

    private static Set<String> names(MeshPlan plan) {
        return plan.links().stream().map(link -> link.name()).collect(Collectors.toSet());
    }

    private static String commands(List<Change> changes) {
        return changes.stream()
                .map(change -> String.join(" ", Argv.of(change)) + "\n")
                .collect(Collectors.joining());
    }
}
