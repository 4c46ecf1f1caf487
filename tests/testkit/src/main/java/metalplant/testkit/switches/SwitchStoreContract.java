package metalplant.testkit.switches;

import static metalplant.testkit.machine.TestMachines.NOW;
import static metalplant.testkit.machine.TestMachines.PARTITION;
import static metalplant.testkit.machine.TestMachines.id;
import static metalplant.testkit.switches.TestSwitches.leaf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import metalplant.core.store.Store;
import metalplant.core.store.SwitchTable;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.switches.Switch;
import metalplant.model.switches.SwitchStatus;
import org.junit.jupiter.api.Test;

/** What {@code SwitchTable} promises. */
public abstract class SwitchStoreContract {
    /** An empty store. */
    protected abstract Store store();

    private <T> T run(Function<SwitchTable, T> work) {
        return store().run("run", tx -> work.apply(tx.switches()));
    }

    private List<Switch> some(Function<SwitchTable, List<Switch>> work) {
        return run(work);
    }

    private Optional<SwitchStatus> status(Function<SwitchTable, Optional<SwitchStatus>> work) {
        return run(work);
    }

    private static Switch busy(String id, String... machines) {
        var connections = new TreeMap<String, List<String>>();
        for (int i = 0; i < machines.length; i++) {
            connections.put(machines[i], List.of("Ethernet" + i * 4));
        }
        return leaf(id, "rack-1", 4).withConnections(connections);
    }

    @Test
    public void aSwitchComesBackAsItWasInserted() {
        var bgp = new Switch.BgpPortState("fe80::1", "MACHINE", "vrf1", "Established", 1_700_000_000L, 12, 3);
        var nic = new Switch.SwitchNic(
                "Ethernet0",
                "Eth1",
                "02:00:00:00:00:01",
                "vrf1",
                Switch.PortStatus.UP,
                Optional.of(Switch.PortStatus.DOWN),
                Optional.of(bgp));
        var leaf = busy("leaf01", id(1)).withNics(List.of(nic));

        var stored = run(switches -> switches.insert(leaf));

        assertThat(stored.stamp().version()).isEqualTo(1);
        assertThat(some(SwitchTable::list)).containsExactly(stored);
        assertThat(stored.withStamp(leaf.stamp())).isEqualTo(leaf);
    }

    @Test
    public void connectionsAreFoundFromTheMachineAndFollowChanges() {
        run(switches -> switches.insert(busy("leaf01", id(1), id(2))));
        run(switches -> switches.insert(busy("leaf02", id(1))));
        assertThat(some(switches -> switches.connectedTo(id(1))))
                .extracting(Switch::id)
                .containsExactly("leaf01", "leaf02");

        run(switches -> switches.update(switches.get("leaf01").withConnections(Map.of(id(3), List.of("Ethernet0")))));

        assertThat(some(switches -> switches.connectedTo(id(1))))
                .extracting(Switch::id)
                .containsExactly("leaf02");
        assertThat(some(switches -> switches.connectedTo(id(3)))).hasSize(1);
        assertThat(some(switches -> switches.connectedTo(id(2)))).isEmpty();

        run(switches -> {
            switches.delete(switches.get("leaf02"));
            return true;
        });
        assertThat(some(switches -> switches.connectedTo(id(1)))).isEmpty();
    }

    @Test
    public void switchesAreFoundByRackAndById() {
        run(switches -> switches.insert(leaf("leaf02", "rack-1", 1)));
        run(switches -> switches.insert(leaf("leaf01", "rack-1", 1)));
        run(switches -> switches.insert(leaf("leaf03", "rack-2", 1)));

        assertThat(some(switches -> switches.ofRack(PARTITION, "rack-1")))
                .extracting(Switch::id)
                .containsExactly("leaf01", "leaf02");
        assertThat(some(switches -> switches.findAll(List.of("leaf03", "none", "leaf01"))))
                .extracting(Switch::id)
                .containsExactly("leaf01", "leaf03");
        assertThat(some(SwitchTable::list)).hasSize(3);
    }

    @Test
    public void anUpdateOfAnOldVersionIsRefused() {
        var old = run(switches -> switches.insert(busy("leaf01", id(1))));
        run(switches -> switches.update(old.withConnections(Map.of())));

        assertThatThrownBy(() -> run(switches -> switches.update(old)))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.ENTITY_CHANGED));
        assertThat(some(switches -> switches.connectedTo(id(1)))).isEmpty();
    }

    @Test
    public void statusIsKeptApartFromTheSwitch() {
        var good = new SwitchStatus.Sync(NOW, Duration.ofNanos(12_345_678), "");
        var bad = new SwitchStatus.Sync(NOW.plusSeconds(1), Duration.ofSeconds(3), "no frr");

        save(new SwitchStatus("leaf01", Optional.of(good), Optional.empty()));
        save(new SwitchStatus("leaf01", Optional.of(good), Optional.of(bad)));
        save(new SwitchStatus("leaf02", Optional.empty(), Optional.of(bad)));

        assertThat(status(switches -> switches.status("leaf01")))
                .contains(new SwitchStatus("leaf01", Optional.of(good), Optional.of(bad)));
        Map<String, SwitchStatus> statuses = run(switches -> switches.statuses(List.of("leaf01", "leaf02", "leaf03")));
        assertThat(statuses).containsOnlyKeys("leaf01", "leaf02");
        run(switches -> {
            switches.deleteStatus("leaf01");
            return true;
        });
        assertThat(status(switches -> switches.status("leaf01"))).isEmpty();
    }

    private void save(SwitchStatus status) {
        run(switches -> {
            switches.saveStatus(status);
            return true;
        });
    }
}
