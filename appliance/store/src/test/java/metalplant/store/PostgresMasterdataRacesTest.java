package metalplant.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import metalplant.core.project.Projects;
import metalplant.core.size.SizeReservations;
import metalplant.core.size.Sizes;
import metalplant.core.tenant.Tenants;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.Stamp;
import metalplant.model.SystemWorld;
import metalplant.model.World;
import metalplant.model.partition.Partition;
import metalplant.model.size.SizeConstraint;
import metalplant.model.tenant.Meta;
import metalplant.model.tenant.Quotas;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.TestInstance;

/** What must hold between rows holds when two transactions at once would each see nothing wrong. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PostgresMasterdataRacesTest {
    private final World world = new SystemWorld();
    private SqlStore store;

    @BeforeAll
    void open() {
        store = TestPostgres.store();
    }

    @AfterAll
    void close() {
        store.close();
    }

    /** Runs all at once; answers the problem of each, or nothing where it worked. */
    private static List<Optional<ProblemCode>> together(List<Runnable> work) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ArrayList<Callable<Optional<ProblemCode>>>();
            for (var one : work) {
                tasks.add(() -> outcome(one));
            }
            var outcomes = new ArrayList<Optional<ProblemCode>>();
            for (var future : threads.invokeAll(tasks)) {
                outcomes.add(future.get());
            }
            return outcomes;
        }
    }

    private static Optional<ProblemCode> outcome(Runnable work) {
        try {
            work.run();
            return Optional.empty();
        } catch (Problem problem) {
            return Optional.of(problem.code());
        }
    }

    private Sizes.Create size(String id, long cores) {
        return new Sizes.Create(
                id, "", "", List.of(new SizeConstraint(SizeConstraint.Type.CORES, cores, cores, "")), Map.of());
    }

    @RepeatedTest(5)
    void ofSizesThatOverlapOneIsStored() throws Exception {
        var sizes = new Sizes(store, world);
        long cores = world.random("cores").nextLong(1, Long.MAX_VALUE);
        var work = new ArrayList<Runnable>();
        for (int i = 0; i < 4; i++) {
            var id = world.newId().toString();
            work.add(() -> sizes.create(size(id, cores)));
        }

        var outcomes = together(work);

        assertThat(outcomes).containsOnlyOnce(Optional.empty()).contains(Optional.of(ProblemCode.BAD_REQUEST));
    }

    @RepeatedTest(5)
    void aTenantIsNotRemovedFromUnderItsNewProject() throws Exception {
        var tenants = new Tenants(store, world);
        var projects = new Projects(store, world);
        var id = world.newId().toString();
        tenants.create(new Tenants.Content(id, "", "", Quotas.NONE, Quotas.NONE, Optional.empty(), Meta.EMPTY));

        var outcomes = together(List.of(
                () -> tenants.delete(id),
                () -> projects.create(new Projects.Content("", "", "", id, Quotas.NONE, Meta.EMPTY))));

        assertThat(outcomes).containsOnlyOnce(Optional.empty());
    }

    @RepeatedTest(5)
    void aTenantsQuotaHoldsAgainstManyAtOnce() throws Exception {
        var tenants = new Tenants(store, world);
        var projects = new Projects(store, world);
        var id = world.newId().toString();
        var two = new Quotas(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(2));
        tenants.create(new Tenants.Content(id, "", "", two, Quotas.NONE, Optional.empty(), Meta.EMPTY));
        var work = new ArrayList<Runnable>();
        for (int i = 0; i < 5; i++) {
            work.add(() -> projects.create(new Projects.Content("", "", "", id, Quotas.NONE, Meta.EMPTY)));
        }

        var outcomes = together(work);

        assertThat(outcomes).filteredOn(Optional::isEmpty).hasSize(2);
        int stored = store.read("count", tx -> tx.projects().ofTenant(id).size());
        assertThat(stored).isEqualTo(2);
    }

    @RepeatedTest(5)
    void aSizeIsNotRemovedFromUnderItsNewReservation() throws Exception {
        var sizes = new Sizes(store, world);
        var reservations = new SizeReservations(store, world);
        var id = world.newId().toString();
        sizes.create(new Sizes.Create(id, "", "", List.of(), Map.of()));
        var project = new Projects(store, world).create(projectOfNewTenant(id)).id();
        var boot = new Partition.BootConfig("", "", "");
        store.run(
                "partition",
                tx -> tx.partitions()
                        .insert(new Partition(
                                id, "", "", "", Map.of(), boot, List.of(), List.of(), Stamp.fresh(world))));

        var outcomes = together(List.of(
                () -> sizes.delete(id),
                () -> reservations.create(
                        new SizeReservations.Create("", "", "", id, project, 1, List.of(id), Map.of()))));

        assertThat(outcomes).containsOnlyOnce(Optional.empty());
    }

    private Projects.Content projectOfNewTenant(String tenantId) {
        new Tenants(store, world)
                .create(new Tenants.Content(tenantId, "", "", Quotas.NONE, Quotas.NONE, Optional.empty(), Meta.EMPTY));
        return new Projects.Content("", "", "", tenantId, Quotas.NONE, Meta.EMPTY);
    }
}
