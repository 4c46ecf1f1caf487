package metalplant.testkit.switches;

import static metalplant.testkit.machine.TestMachines.NOW;
import static metalplant.testkit.machine.TestMachines.PARTITION;
import static metalplant.testkit.machine.TestMachines.id;
import static metalplant.testkit.machine.TestMachines.mac;
import static metalplant.testkit.machine.TestMachines.registered;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import metalplant.core.store.Store;
import metalplant.core.switches.NotifySwitch;
import metalplant.core.switches.RegisterSwitch;
import metalplant.core.switches.SwitchConnections;
import metalplant.core.switches.SwitchPorts;
import metalplant.core.switches.Switches;
import metalplant.model.Problem;
import metalplant.model.ProblemKind;
import metalplant.model.Stamp;
import metalplant.model.machine.Bios;
import metalplant.model.machine.Hardware;
import metalplant.model.machine.Machine;
import metalplant.model.machine.Role;
import metalplant.model.partition.Partition;
import metalplant.model.switches.Switch;
import metalplant.testkit.SimulatedWorld;
import metalplant.testkit.machine.TestMachines;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the use cases of switches promise on every store. */
public abstract class SwitchesContract {
    private final SimulatedWorld world = SimulatedWorld.seeded(3);

    /** An empty store. */
    protected abstract Store store();

    @BeforeEach
    public void partition() {
        var boot = new Partition.BootConfig("", "", "");
        var stamp = new Stamp(new UUID(9, 9), "", 0, NOW, NOW);
        store().run(
                        "partition",
                        tx -> tx.partitions()
                                .insert(new Partition(
                                        PARTITION, "", "", "", Map.of(), boot, List.of(), List.of(), stamp)));
    }

    private RegisterSwitch.Command command(String id, String vendor, String... ports) {
        return new RegisterSwitch.Command(
                id,
                Optional.of(id),
                Optional.empty(),
                PARTITION,
                "rack-1",
                Optional.of(new Switch.Os(vendor, "1", "v1")),
                "10.0.0.1",
                "admin",
                "console",
                IntStream.range(0, ports.length)
                        .mapToObj(i -> nic(id + "#" + i, ports[i]))
                        .toList());
    }

    private static Switch.SwitchNic nic(String identifier, String name) {
        return new Switch.SwitchNic(name, identifier, "", "", Switch.PortStatus.UP, Optional.empty(), Optional.empty());
    }

    private RegisterSwitch.Registered register(RegisterSwitch.Command command) {
        return new RegisterSwitch(store(), world).run(command);
    }

    private Switches switches() {
        return new Switches(store(), world);
    }

    private Switch stored(String id) {
        return switches().get(id).leaf();
    }

    /** A machine that sees a port of each of some switches; identifiers are those of {@link #command}. */
    private static Machine cabled(int number, String... switchAndIdentifier) {
        var nics = IntStream.range(0, switchAndIdentifier.length)
                .mapToObj(i -> {
                    var parts = switchAndIdentifier[i].split("#", 2);
                    var neighbor = new Hardware.Nic("", "", switchAndIdentifier[i], parts[0], List.of());
                    return new Hardware.Nic(mac(number, i), "lan" + i, mac(number, i), "", List.of(neighbor));
                })
                .toList();
        var hardware = new Hardware(0, List.of(), List.of(), List.of(), nics);
        return registered(number, "").withHardware(hardware, Bios.NONE);
    }

    private Machine connect(Machine machine) {
        return store().run("connect", tx -> {
            tx.machines().insert(machine);
            return SwitchConnections.connect(tx, machine, world.now());
        });
    }

    private static void isKind(Throwable thrown, ProblemKind kind) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.kind()).isEqualTo(kind));
    }

    @Test
    public void theFirstRegistrationCreatesAndTheNextOnesUpdate() {
        var first = register(command("leaf01", "SONiC", "Ethernet4", "Ethernet0"));
        var second = register(command("leaf01", "SONiC", "Ethernet4", "Ethernet0", "Ethernet8"));

        assertThat(first.created()).isTrue();
        assertThat(second.created()).isFalse();
        assertThat(second.view().leaf().nics())
                .extracting(Switch.SwitchNic::name)
                .containsExactly("Ethernet0", "Ethernet4", "Ethernet8");
        assertThat(second.view().leaf().stamp().created())
                .isEqualTo(first.view().leaf().stamp().created());
    }

    @Test
    public void aSwitchThatRegistersAgainKeepsConnectionsVrfsAndPortStates() {
        register(command("leaf01", "SONiC", "Ethernet0", "Ethernet4"));
        register(command("leaf02", "SONiC", "Ethernet0", "Ethernet4"));
        connect(cabled(1, "leaf01#0", "leaf02#0"));
        store().run("vrf", tx -> {
            SwitchPorts.setVrf(tx, id(1), "vrf42", world.now());
            return true;
        });
        switches().togglePort("leaf01", "ethernet0", "DOWN");
        var before = stored("leaf01");

        var after = register(command("leaf01", "SONiC", "Ethernet0", "Ethernet4"));

        assertThat(after.view().leaf()).isEqualTo(before);
        assertThat(before.nic("Ethernet0").orElseThrow().vrf()).isEqualTo("vrf42");
        assertThat(before.nic("Ethernet0").orElseThrow().desired()).contains(Switch.PortStatus.DOWN);
        assertThat(before.connections()).containsOnlyKeys(id(1));
    }

    @Test
    public void aConnectedPortCanNeitherGetLostNorRenamed() {
        register(command("leaf01", "SONiC", "Ethernet0", "Ethernet4"));
        register(command("leaf02", "SONiC", "Ethernet0", "Ethernet4"));
        connect(cabled(1, "leaf01#0", "leaf02#0"));

        assertThatThrownBy(() -> register(command("leaf01", "SONiC"))).satisfies(e -> isKind(e, ProblemKind.REFUSED));
        assertThatThrownBy(() -> register(command("leaf01", "SONiC", "Ethernet99", "Ethernet4")))
                .satisfies(e -> isKind(e, ProblemKind.REFUSED));
        assertThat(register(command("leaf01", "SONiC", "Ethernet0"))
                        .view()
                        .leaf()
                        .nics())
                .hasSize(1);
    }

    @Test
    public void whatIsWrongWithARegistrationIsSaid() {
        assertThatThrownBy(() -> register(command("", "SONiC"))).satisfies(e -> isKind(e, ProblemKind.MALFORMED));
        assertThatThrownBy(() -> register(command("leaf01", "Acme"))).satisfies(e -> isKind(e, ProblemKind.REFUSED));
        var twice = command("leaf01", "SONiC");
        assertThatThrownBy(() -> register(new RegisterSwitch.Command(
                        "leaf01",
                        twice.name(),
                        twice.description(),
                        PARTITION,
                        "rack-1",
                        twice.os(),
                        "",
                        "",
                        "",
                        List.of(nic("a", "Ethernet0"), nic("a", "Ethernet4")))))
                .satisfies(e -> isKind(e, ProblemKind.MALFORMED));
        assertThatThrownBy(() -> register(new RegisterSwitch.Command(
                        "leaf01",
                        twice.name(),
                        twice.description(),
                        "elsewhere",
                        "",
                        twice.os(),
                        "",
                        "",
                        "",
                        List.of())))
                .satisfies(e -> isKind(e, ProblemKind.NOT_FOUND));
        assertThat(ids(Switches.Query.ALL)).isEmpty();
    }

    private List<String> ids(Switches.Query query) {
        var found = new ArrayList<String>();
        switches().each(query, view -> found.add(view.leaf().id()));
        return found;
    }

    private static Switches.Query query(Optional<String> id, Optional<String> rack) {
        return new Switches.Query(id, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), rack);
    }

    @Test
    public void manySwitchesComeOnceAndInOrderHoweverManyPagesTheyAre() {
        // given: more than a page, and as many as two
        var wanted = IntStream.range(0, 100).mapToObj("leaf-%03d"::formatted).toList();
        store().run("many", tx -> {
            wanted.reversed()
                    .forEach(id ->
                            tx.switches().insert(TestSwitches.leaf(id, "rack-" + id.substring(id.length() - 1), 2)));
            return wanted;
        });

        assertThat(ids(Switches.Query.ALL)).containsExactlyElementsOf(wanted);
        assertThat(ids(query(Optional.empty(), Optional.of("rack-7"))))
                .hasSize(10)
                .startsWith("leaf-007", "leaf-017")
                .endsWith("leaf-097");
        assertThat(ids(query(Optional.of("leaf-042"), Optional.empty()))).containsExactly("leaf-042");
        assertThat(ids(query(Optional.of("leaf-042"), Optional.of("rack-7")))).isEmpty();
    }

    @Test
    public void aMachineIsConnectedToTheTwoSwitchesItSees() {
        register(command("leaf01", "SONiC", "Ethernet0", "Ethernet4"));
        register(command("leaf02", "SONiC", "Ethernet0", "Ethernet4"));

        var placed = connect(cabled(1, "leaf01#1", "leaf02#1"));

        assertThat(placed.rackId()).isEqualTo("rack-1");
        assertThat(stored("leaf01").connections()).isEqualTo(Map.of(id(1), List.of("Ethernet4")));
        assertThat(stored("leaf02").connections()).isEqualTo(Map.of(id(1), List.of("Ethernet4")));
        var version = stored("leaf01").stamp().version();
        store().run("again", tx -> SwitchConnections.connect(tx, cabled(1, "leaf01#1", "leaf02#1"), world.now()));
        assertThat(stored("leaf01").stamp().version()).isEqualTo(version);
    }

    @Test
    public void switchesOfTwoVendorsAreMirroredByTheirLines() {
        register(command("leaf01", "SONiC", "Ethernet0", "Ethernet4"));
        register(command("leaf02", "Cumulus", "swp1", "swp2"));

        connect(cabled(1, "leaf01#1", "leaf02#1"));

        assertThat(stored("leaf02").connections()).isEqualTo(Map.of(id(1), List.of("swp2")));
    }

    @Test
    public void wrongCablesAreRefused() {
        register(command("leaf01", "SONiC", "Ethernet0", "Ethernet4"));
        register(command("leaf02", "SONiC", "Ethernet0", "Ethernet4"));
        register(command("leaf03", "SONiC", "Ethernet0", "Ethernet4"));

        assertThatThrownBy(() -> connect(cabled(1, "leaf01#0"))).hasMessageContaining("exactly two");
        assertThatThrownBy(() -> connect(cabled(1, "leaf01#0", "leaf02#0", "leaf03#0")))
                .hasMessageContaining("exactly two");
        assertThatThrownBy(() -> connect(cabled(1, "leaf01#0", "leaf02#1"))).hasMessageContaining("same ports");
        assertThat(stored("leaf01").connections()).isEmpty();
    }

    @Test
    public void aMachineThatMovedMustBeDeletedFirst() {
        for (var leaf : List.of("leaf01", "leaf02", "leaf03", "leaf04")) {
            register(command(leaf, "SONiC", "Ethernet0"));
        }
        connect(cabled(1, "leaf01#0", "leaf02#0"));

        assertThatThrownBy(() -> store().run(
                                "move",
                                tx -> SwitchConnections.connect(tx, cabled(1, "leaf03#0", "leaf04#0"), world.now())))
                .satisfies(e -> isKind(e, ProblemKind.REFUSED));
    }

    @Test
    public void portsOfAMachineMoveTogetherAndOnlyTheirs() {
        register(command("leaf01", "SONiC", "Ethernet0", "Ethernet4"));
        register(command("leaf02", "SONiC", "Ethernet0", "Ethernet4"));
        connect(cabled(1, "leaf01#0", "leaf02#0"));
        connect(cabled(2, "leaf01#1", "leaf02#1"));

        store().run("vrf", tx -> {
            SwitchPorts.setVrf(tx, id(1), "vrf7", world.now());
            return true;
        });

        for (var leaf : List.of("leaf01", "leaf02")) {
            assertThat(stored(leaf).nics()).extracting(Switch.SwitchNic::vrf).containsExactly("vrf7", "");
        }
        store().run("vrf", tx -> {
            SwitchPorts.clearVrf(tx, id(1), world.now());
            return true;
        });
        assertThat(stored("leaf01").nics()).extracting(Switch.SwitchNic::vrf).containsExactly("", "");
    }

    @Test
    public void aPortIsWantedDownUntilItIs() {
        register(command("leaf01", "SONiC", "Ethernet0", "Ethernet4"));
        register(command("leaf02", "SONiC", "Ethernet0", "Ethernet4"));
        connect(cabled(1, "leaf01#0", "leaf02#0"));

        switches().togglePort("leaf01", "Ethernet0", "DOWN");
        assertThat(stored("leaf01").nic("Ethernet0").orElseThrow().desired()).contains(Switch.PortStatus.DOWN);
        report("leaf01", Map.of("Ethernet0", Switch.PortStatus.UP));
        assertThat(stored("leaf01").nic("Ethernet0").orElseThrow().desired()).contains(Switch.PortStatus.DOWN);
        report("leaf01", Map.of("Ethernet0", Switch.PortStatus.DOWN));

        var nic = stored("leaf01").nic("Ethernet0").orElseThrow();
        assertThat(nic.desired()).isEmpty();
        assertThat(nic.actual()).isEqualTo(Switch.PortStatus.DOWN);
        assertThatThrownBy(() -> switches().togglePort("leaf01", "Ethernet0", "UNKNOWN"))
                .satisfies(e -> isKind(e, ProblemKind.MALFORMED));
        assertThatThrownBy(() -> switches().togglePort("leaf01", "Ethernet99", "UP"))
                .satisfies(e -> isKind(e, ProblemKind.NOT_FOUND));
        assertThatThrownBy(() -> switches().togglePort("leaf01", "Ethernet4", "UP"))
                .satisfies(e -> isKind(e, ProblemKind.MALFORMED));
    }

    private void report(String id, Map<String, Switch.PortStatus> ports) {
        var report = new NotifySwitch.Report(Duration.ofMillis(5), Optional.empty(), ports, Optional.empty());
        new NotifySwitch(store(), world).run(id, report);
    }

    @Test
    public void aReportThatChangesNothingDoesNotWriteTheSwitch() {
        register(command("leaf01", "SONiC", "Ethernet0"));
        var before = stored("leaf01");

        report("leaf01", Map.of("Ethernet0", Switch.PortStatus.UP));

        assertThat(stored("leaf01")).isEqualTo(before);
        assertThat(switches().get("leaf01").status().orElseThrow().lastSync()).isPresent();
    }

    @Test
    public void anErrorIsKeptBesideTheLastSuccessAndBgpComesAndGoes() {
        register(command("leaf01", "SONiC", "Ethernet0", "Ethernet4"));
        var bgp = new Switch.BgpPortState("peer", "group", "vrf1", "Established", 1, 2, 3);
        var notify = new NotifySwitch(store(), world);
        notify.run(
                "leaf01",
                new NotifySwitch.Report(
                        Duration.ofMillis(1), Optional.empty(), Map.of(), Optional.of(Map.of("Ethernet0", bgp))));

        var status = notify.run(
                "leaf01",
                new NotifySwitch.Report(Duration.ofMillis(2), Optional.of("frr died"), Map.of(), Optional.empty()));

        assertThat(status.lastSync().orElseThrow().error()).isEmpty();
        assertThat(status.lastError().orElseThrow().error()).isEqualTo("frr died");
        assertThat(stored("leaf01").nic("Ethernet0").orElseThrow().bgp()).contains(bgp);
        notify.run("leaf01", new NotifySwitch.Report(Duration.ZERO, Optional.empty(), Map.of(), Optional.of(Map.of())));
        assertThat(stored("leaf01").nic("Ethernet0").orElseThrow().bgp()).isEmpty();
        assertThatThrownBy(() -> report("unknown", Map.of())).satisfies(e -> isKind(e, ProblemKind.NOT_FOUND));
    }

    @Test
    public void aSwitchInReplaceModeTakesOverFromItsTwin() {
        register(command("leaf01", "SONiC", "Ethernet0", "Ethernet4"));
        register(command("leaf02", "SONiC", "Ethernet0", "Ethernet4"));
        connect(cabled(1, "leaf01#0", "leaf02#0"));
        store().run("vrf", tx -> {
            SwitchPorts.setVrf(tx, id(1), "vrf7", world.now());
            return true;
        });
        switches().update("leaf01", Optional.empty(), "", "replace");
        var fresh = command("leaf01", "Cumulus", "swp1", "swp2");

        var replaced = register(fresh).view().leaf();

        assertThat(replaced.mode()).isEqualTo(Switch.MODE_OPERATIONAL);
        assertThat(replaced.connections()).isEqualTo(Map.of(id(1), List.of("swp1")));
        assertThat(replaced.nics()).extracting(Switch.SwitchNic::vrf).containsExactly("vrf7", "");
        Machine machine = store().read("machine", tx -> tx.machines().get(id(1)));
        assertThat(machine.hardware().nics().getFirst().neighbors().getFirst().name())
                .isEqualTo("swp1");
        assertThat(machine.hardware().nics().getLast().neighbors().getFirst().identifier())
                .isEqualTo("leaf02#0");
    }

    @Test
    public void aReplacementThatLacksAPortOrATwinIsRefused() {
        register(command("leaf01", "SONiC", "Ethernet0", "Ethernet4"));
        switches().update("leaf01", Optional.empty(), "", "replace");
        assertThatThrownBy(() -> register(command("leaf01", "SONiC", "Ethernet0", "Ethernet4")))
                .hasMessageContaining("twin");

        register(command("leaf02", "SONiC", "Ethernet0", "Ethernet4"));
        switches().update("leaf01", Optional.empty(), "", "operational");
        connect(cabled(1, "leaf01#0", "leaf02#0"));
        switches().update("leaf01", Optional.empty(), "", "replace");
        assertThatThrownBy(() -> register(command("leaf01", "SONiC", "Ethernet0")))
                .hasMessageContaining("lacks");
    }

    @Test
    public void aSwitchHandsOverToAnotherOne() {
        register(command("leaf01", "SONiC", "Ethernet0"));
        register(command("leaf02", "SONiC", "Ethernet0"));
        connect(cabled(1, "leaf01#0", "leaf02#0"));
        register(command("leaf03", "SONiC", "Ethernet0"));

        var heir = switches().migrate("leaf01", "leaf03").leaf();

        assertThat(heir.connections()).containsOnlyKeys(id(1));
        assertThat(stored("leaf01").connections()).isEmpty();
        assertThatThrownBy(() -> switches().migrate("leaf02", "leaf03"))
                .satisfies(e -> isKind(e, ProblemKind.MALFORMED));
    }

    @Test
    public void aSwitchWithMachinesIsOnlyDeletedByForce() {
        register(command("leaf01", "SONiC", "Ethernet0"));
        register(command("leaf02", "SONiC", "Ethernet0"));
        connect(cabled(1, "leaf01#0", "leaf02#0"));

        assertThatThrownBy(() -> switches().delete("leaf01", false)).satisfies(e -> isKind(e, ProblemKind.MALFORMED));
        switches().delete("leaf01", true);

        assertThatThrownBy(() -> switches().get("leaf01")).satisfies(e -> isKind(e, ProblemKind.NOT_FOUND));
    }

    @Test
    public void allocatedMachinesHaveFilters() {
        register(command("leaf01", "SONiC", "Ethernet0", "Ethernet4"));
        register(command("leaf02", "SONiC", "Ethernet0", "Ethernet4"));
        connect(cabled(1, "leaf01#0", "leaf02#0"));
        connect(cabled(2, "leaf01#1", "leaf02#1"));
        store().run(
                        "allocate",
                        tx -> tx.machines()
                                .update(tx.machines()
                                        .get(id(1))
                                        .withAllocation(
                                                Optional.of(
                                                        TestMachines.allocation(1, TestMachines.PROJECT, Role.MACHINE)),
                                                List.of())));

        var filters = switches().get("leaf01").filters();

        assertThat(filters).containsOnlyKeys("Ethernet0");
        assertThat(Objects.requireNonNull(filters.get("Ethernet0")).cidrs()).contains(List.of("10.0.0.0/16"));
    }

    @Test
    public void switchesAreFoundByWhatTheyAre() {
        register(command("leaf01", "SONiC", "Ethernet0"));
        register(command("leaf02", "Cumulus", "swp1"));

        assertThat(ids(query(Optional.of("Cumulus")))).hasSize(1);
        assertThat(ids(query(Optional.empty()))).hasSize(2);
        assertThat(ids(query(Optional.of("")))).isEmpty();
    }

    private static Switches.Query query(Optional<String> vendor) {
        return new Switches.Query(
                Optional.empty(), Optional.empty(), vendor, Optional.empty(), Optional.empty(), Optional.empty());
    }
}
