package metalplant.store.machine;

import static metalplant.testkit.machine.TestMachines.NOW;
import static metalplant.testkit.machine.TestMachines.PARTITION;
import static metalplant.testkit.machine.TestMachines.PROJECT;
import static metalplant.testkit.machine.TestMachines.allocated;
import static metalplant.testkit.machine.TestMachines.id;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import metalplant.core.event.EventIntake;
import metalplant.core.event.EventIntakeConfig;
import metalplant.core.event.IncomingEvent;
import metalplant.core.machine.BmcReports;
import metalplant.core.machine.CountCapacity;
import metalplant.core.machine.FindIssues;
import metalplant.core.machine.FindMachines;
import metalplant.core.network.FindNetworks;
import metalplant.core.store.Pages;
import metalplant.core.switches.Switches;
import metalplant.model.Stamp;
import metalplant.model.SystemWorld;
import metalplant.model.World;
import metalplant.model.machine.Machine;
import metalplant.model.machine.MachineIssues;
import metalplant.model.machine.MachineQuery;
import metalplant.model.machine.Role;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkQuery;
import metalplant.model.network.NetworkType;
import metalplant.model.partition.Partition;
import metalplant.model.switches.Switch;
import metalplant.store.CountingSource;
import metalplant.store.SqlStore;
import metalplant.store.TestPostgres;
import metalplant.testkit.machine.Queries;
import metalplant.testkit.switches.TestSwitches;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The number of statements does not grow with the number of machines. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StatementCountTest {
    private static final int MACHINES = 1000;
    private static final int SWITCHES = 8;

    /** Machines that are read at once. */
    private static final int PAGE = 250;

    private final World world = new SystemWorld();
    private final CountingSource statements = new CountingSource();
    private final SqlStore store = TestPostgres.store(world, statements::around);

    @BeforeAll
    void thousandMachinesOnEightSwitches() {
        store.run("fill", tx -> {
            var boot = new Partition.BootConfig("", "", "");
            var stamp = new Stamp(new UUID(1, 1), "", 0, NOW, NOW);
            tx.partitions().insert(new Partition(PARTITION, "", "", "", Map.of(), boot, List.of(), List.of(), stamp));
            for (int i = 0; i < MACHINES; i++) {
                tx.machines().insert(allocated(i, "rack-" + i % 4, i % 2 == 0 ? PROJECT : "p" + i, Role.MACHINE));
            }
            for (int i = 0; i < SWITCHES; i++) {
                tx.switches().insert(leaf(i));
            }
            return true;
        });
    }

    private static Switch leaf(int number) {
        var connections = new TreeMap<String, List<String>>();
        for (int port = 0; port < 64; port++) {
            connections.put(id(number / 2 * 64 + port), List.of("Ethernet" + port * 4));
        }
        return TestSwitches.leaf("leaf" + number, "rack-" + number / 2, 64).withConnections(connections);
    }

    @AfterAll
    void close() {
        store.close();
    }

    private int during(Runnable work) {
        return statements.during(work);
    }

    @Test
    void aListOfMachinesTakesAQueryForEachPageMoreThanItsReferences() {
        var seen = new AtomicInteger();

        int count = during(() -> new FindMachines(store).each(MachineQuery.ALL, _ -> seen.incrementAndGet()));

        assertThat(seen.get()).isEqualTo(MACHINES);
        // Three kinds of references, the pages, and the look whether there is another one.
        assertThat(count).isLessThanOrEqualTo(3 + MACHINES / PAGE + 1);
    }

    @Test
    void aSearchTakesNoMoreThanAList() {
        var seen = new AtomicInteger();

        int count = during(() -> new FindMachines(store).each(Queries.project(PROJECT), _ -> seen.incrementAndGet()));

        assertThat(seen.get()).isEqualTo(MACHINES / 2);
        assertThat(count).isLessThanOrEqualTo(3 + MACHINES / 2 / PAGE + 1);
    }

    @Test
    void oneMachineTakesItselfAndItsReferences() {
        assertThat(during(() -> new FindMachines(store).get(id(1)))).isLessThanOrEqualTo(4);
    }

    @Test
    void issuesTakeAQueryPerPageAndCapacityOnePerKindOfEntity() {
        assertThat(during(() -> new FindIssues(store, world).run(MachineQuery.ALL, MachineIssues.Filter.ALL)))
                .isEqualTo(MACHINES / PAGE + 1);
        assertThat(during(() ->
                        new CountCapacity(store, world).capacity(Optional.empty(), Optional.empty(), Optional.empty())))
                .isEqualTo(3);
    }

    @Test
    void filtersOfAllPortsTakeAHandfulOfQueries() {
        var switches = new Switches(store, world);

        assertThat(switches.get("leaf0").filters()).hasSize(64);
        assertThat(during(() -> switches.each(Switches.Query.ALL, _ -> {}))).isLessThanOrEqualTo(7);
        assertThat(during(() -> switches.get("leaf0"))).isLessThanOrEqualTo(7);
    }

    @Test
    void aListOfManySwitchesReadsThePartitionsOnce() {
        var spares = IntStream.range(0, 100)
                .mapToObj("spare-%03d"::formatted)
                .map(id -> TestSwitches.leaf(id, "rack-9", 2))
                .toList();
        store.run("spares", tx -> spares.stream().map(tx.switches()::insert).toList());
        var seen = new AtomicInteger();

        int count = during(() -> new Switches(store, world).each(Switches.Query.ALL, _ -> seen.incrementAndGet()));

        assertThat(seen.get()).isEqualTo(SWITCHES + 100);
        // The partitions, six of the page whose switches have machines, and of the two others their switches and what
        // became of these.
        assertThat(count).isLessThanOrEqualTo(1 + 6 + 2 * 2);
        store.run("no spares", tx -> {
            spares.forEach(each -> tx.switches().delete(tx.switches().get(each.id())));
            return true;
        });
    }

    @Test
    void aListOfNetworksTakesTwoQueriesForEachPage() {
        int networks = 2 * Pages.SIZE + 1;
        store.run("networks", tx -> {
            IntStream.range(0, networks).forEach(i -> tx.networks().insert(network("n%04d".formatted(i))));
            return true;
        });
        var seen = new AtomicInteger();

        int count = during(() -> new FindNetworks(store).each(NetworkQuery.ALL, _ -> seen.incrementAndGet()));

        assertThat(seen.get()).isEqualTo(networks);
        assertThat(count).isEqualTo(2 * 3);
    }

    private Network network(String id) {
        return new Network(
                id,
                "",
                "",
                NetworkType.EXTERNAL,
                PARTITION,
                "",
                "",
                List.of(),
                List.of(),
                Map.of(),
                false,
                false,
                0,
                Map.of(),
                List.of(),
                Stamp.fresh(world));
    }

    @Test
    void reportsOfAllBmcsTakeTwoStatementsPerFiveHundred() {
        var reports = new LinkedHashMap<String, BmcReports.Report>();
        IntStream.range(0, MACHINES)
                .forEach(i -> reports.put(
                        id(i),
                        new BmcReports.Report(
                                "", "", "", Optional.empty(), "ON", Optional.empty(), List.of(), "LED-OFF")));

        assertThat(during(() -> new BmcReports(store, world).report(PARTITION, reports)))
                .isLessThanOrEqualTo(1 + 2 * 2);
    }

    @Test
    void eventsOfKnownMachinesTakeTwoStatementsPerBatch() {
        var events = new LinkedHashMap<String, IncomingEvent>();
        IntStream.range(0, 400).forEach(i -> events.put(id(i), new IncomingEvent("Planned Reboot", "")));
        try (var intake = new EventIntake(store, world, EventIntakeConfig.DEFAULT).start()) {
            intake.send(events);

            assertThat(during(() -> intake.send(events))).isEqualTo(2);
        }
    }

    @Test
    void aChangeOfAMachineThatChangesNothingIndexedIsOneStatement() {
        Machine machine = store.read("get", tx -> tx.machines().get(id(5)));

        int count = during(() -> store.run("write", tx -> {
            tx.machines().updateBmc(id(5), machine.bmc());
            tx.machines().updateHardware(id(5), machine.hardware(), machine.bios());
            return tx.machines().update(machine);
        }));

        assertThat(count).isEqualTo(3);
    }
}
