package metalplant.testkit.moving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import metalplant.core.ip.NumberPool;
import metalplant.core.moving.MoveIn;
import metalplant.core.network.AdoptNetwork;
import metalplant.core.network.AllocateNetwork;
import metalplant.core.network.ChildPrefixes;
import metalplant.core.restore.Doubts;
import metalplant.core.restore.ReconcileMachines;
import metalplant.core.store.Store;
import metalplant.core.switches.Switches;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.event.EventType;
import metalplant.model.event.Liveliness;
import metalplant.model.event.ProvisioningEvent;
import metalplant.model.event.ProvisioningEvents;
import metalplant.model.ip.Holder;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.Doubt;
import metalplant.model.machine.Machine;
import metalplant.model.machine.Role;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkType;
import metalplant.testkit.life.TestPlant;
import metalplant.testkit.machine.TestMachines;
import metalplant.testkit.switches.TestSwitches;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Networks, machines and switches of another installation keep what they have, and nothing is done to them. */
public abstract class MoveInContract {
    private static final String MACHINE = TestMachines.id(7);
    private static final long ASN = 4_210_000_007L;
    private static final String LEAF = "leaf-of-theirs";

    private TestPlant plant;
    private AdoptNetwork networks;
    private MoveIn moveIn;
    private Doubts doubts;

    /** An empty store. */
    protected abstract Store store();

    @BeforeEach
    public void seed() {
        plant = TestPlant.on(store());
        doubts = new Doubts(plant.store);
        var children = new ChildPrefixes(plant.store, plant.world, Holder.ALONE);
        networks =
                new AdoptNetwork(plant.store, plant.world, children, NumberPool.vrfs(plant.store), () -> Holder.ALONE);
        moveIn = new MoveIn(plant.store, plant.world, plant.asns, doubts);
    }

    private static AdoptNetwork.Request network(String id, String prefix, long vrf) {
        return new AdoptNetwork.Request(
                id,
                "theirs",
                "",
                "super",
                TestPlant.PARTITION,
                TestPlant.PROJECT,
                List.of(prefix),
                List.of(),
                false,
                false,
                vrf,
                Map.of("a", "b"));
    }

    private static Machine theirs() {
        return TestMachines.allocated(7, "rack-0", Role.MACHINE, "colour=blue").withWaiting(true);
    }

    private ProvisioningEvents heard() {
        var now = plant.world.now();
        return new ProvisioningEvents(
                MACHINE,
                Liveliness.ALIVE,
                Optional.of(now),
                false,
                false,
                Optional.empty(),
                Optional.empty(),
                List.of(new ProvisioningEvent(now, EventType.PHONED_HOME, "")),
                0);
    }

    /** The network of {@link TestMachines#allocation} is there, and then the machine. */
    private Machine movedIn() {
        networks.run(network("net-1", "10.0.77.0/24", 77));
        return moveIn.machine(theirs(), heard());
    }

    private static void refused(ThrowingCallable call, ProblemCode code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }

    @Test
    void aPrivateNetworkKeepsItsIdPrefixAndVrf() {
        networks.run(network("theirs", "10.0.77.0/24", 77));

        Network network = plant.store.read("look", tx -> tx.networks().get("theirs"));
        assertThat(network.type()).isEqualTo(NetworkType.CHILD);
        assertThat(network.prefixes()).hasToString("[10.0.77.0/24]");
        assertThat(network.vrf()).isEqualTo(77);
        assertThat(network.parentId()).isEqualTo("super");
        refused(() -> networks.run(network("theirs", "10.0.78.0/24", 78)), ProblemCode.ENTITY_EXISTS);
        refused(() -> networks.run(network("other", "10.0.77.0/24", 78)), ProblemCode.PREFIX_OVERLAPS);
        refused(() -> networks.run(network("other", "10.0.76.0/23", 78)), ProblemCode.PREFIX_OVERLAPS);
        refused(() -> networks.run(network("other", "10.0.78.0/24", 77)), ProblemCode.NUMBER_TAKEN);
        refused(() -> networks.run(network("other", "192.168.0.0/24", 78)), ProblemCode.RULE_VIOLATED);
    }

    @Test
    void nobodyElseIsGivenWhatCameInWithANetwork() {
        // given
        for (int i = 0; i < 5; i++) {
            networks.run(network("theirs-" + i, "10.0.%d.0/24".formatted(i), i + 1));
        }

        // when
        var children = new ChildPrefixes(plant.store, plant.world, Holder.ALONE);
        var made = new AllocateNetwork(plant.store, plant.world, children, NumberPool.vrfs(plant.store))
                .run(new AllocateNetwork.Request(
                        "own",
                        "",
                        TestPlant.PARTITION,
                        TestPlant.PROJECT,
                        List.of(),
                        Map.of(),
                        Optional.empty(),
                        false,
                        false,
                        Map.of()))
                .network();

        // then
        assertThat(made.vrf()).isGreaterThan(5);
        assertThat(made.prefixes().getFirst().toString())
                .isNotIn("10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24", "10.0.3.0/24", "10.0.4.0/24");
    }

    @Test
    void aMachineKeepsItsAllocationAndIsInDoubt() {
        var stored = movedIn();

        assertThat(stored.allocation().map(Allocation::id)).hasValue(new UUID(7, 7));
        assertThat(stored.allocation().orElseThrow().networks().getFirst().asn())
                .isEqualTo(ASN);
        assertThat(stored.tags()).containsExactly("colour=blue");
        assertThat(stored.bmc().password()).isEqualTo("secret");
        assertThat(stored.doubt()).isEqualTo(Doubt.UNHEARD);
        assertThat(stored.waiting()).isFalse();
        assertThat(doubts.any()).isTrue();
        assertThat(plant.events(7).orElseThrow().newest().orElseThrow().event()).isEqualTo(EventType.PHONED_HOME);
        assertThat(plant.store.<Boolean>read(
                        "look", tx -> tx.numbers().nextFree("asn", 7, 7).isEmpty()))
                .as("its ASN is nobody else's")
                .isTrue();
        refused(() -> moveIn.machine(theirs(), heard()), ProblemCode.ENTITY_EXISTS);
    }

    @Test
    void nothingIsDoneToAMachineUntilSomebodyConfirmsIt() {
        movedIn();
        refused(() -> plant.free.run(MACHINE), ProblemCode.MACHINE_UNCONFIRMED);
        assertThat(plant.published).isEmpty();

        new ReconcileMachines(plant.store, doubts).accept(List.of(MACHINE));

        plant.free.run(MACHINE);
        assertThat(plant.machine(7).allocation()).isEmpty();
    }

    @Test
    void aMachineWhoseProjectOrNetworkIsNotThereYetIsRefusedAndCanComeLater() {
        refused(() -> moveIn.machine(theirs(), heard()), ProblemCode.ENTITY_NOT_FOUND);
        assertThat(plant.store.<Boolean>read(
                        "look", tx -> tx.machines().find(MACHINE).isEmpty()))
                .isTrue();

        assertThat(movedIn().id()).isEqualTo(MACHINE);
    }

    @Test
    void aLeafWithAMachineInDoubtIsToldNothingBeforeItHasReported() {
        movedIn();
        var leaf = TestSwitches.leaf(LEAF, "rack-0", 4).withConnections(Map.of(MACHINE, List.of("Ethernet0")));

        moveIn.leaf(leaf.withVrfOf(MACHINE, "vrf77"));

        var switches = new Switches(plant.store, plant.world, doubts);
        refused(() -> switches.get(LEAF), ProblemCode.MACHINE_UNCONFIRMED);
        var shown = switches.shown(LEAF).leaf();
        assertThat(shown.machineAt("Ethernet0")).hasValue(MACHINE);
        assertThat(shown.nic("Ethernet0").orElseThrow().vrf()).isEqualTo("vrf77");
        refused(() -> moveIn.leaf(leaf), ProblemCode.ENTITY_EXISTS);
    }

    @Test
    void aLeafWhosePortsDoNotFitItsConnectionsIsRefused() {
        var leaf = TestSwitches.leaf(LEAF, "rack-0", 1);

        refused(
                () -> moveIn.leaf(leaf.withConnections(Map.of(MACHINE, List.of("Ethernet400")))),
                ProblemCode.BAD_REQUEST);
    }
}
