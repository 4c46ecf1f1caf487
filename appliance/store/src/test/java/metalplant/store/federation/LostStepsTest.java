package metalplant.store.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import metalplant.core.store.FederationTable.Kept;
import metalplant.core.store.FederationTable.Log;
import metalplant.federation.membership.Phase;
import metalplant.model.Problem;
import metalplant.model.SystemWorld;
import metalplant.store.FaultyDataSource;
import metalplant.store.FaultyDataSource.Fault;
import metalplant.store.SqlStore;
import metalplant.store.TestPostgres;
import metalplant.testkit.federation.TestFederation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A step whose commit fails in any way happened once or not at all, and the runner knows which. Takes a second of the federation's 5 minutes. */
class LostStepsTest {
    private final FaultyDataSource.Plan plan = new FaultyDataSource.Plan();
    private SqlStore store;
    private TestFederation federation;

    @BeforeEach
    void open() {
        store = TestPostgres.store(new SystemWorld(), real -> new FaultyDataSource(real, plan));
        federation = new TestFederation(1, List.of(store));
        // What is kept is read once, so that the next connection is that of a step.
        assertThat(federation.plants.getFirst().phase()).isEqualTo(Phase.STANDALONE);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private int entries() {
        return store.<Integer>read(
                "test", tx -> tx.federation().entries(Log.OWN, 0, 10).size());
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {
                "CONFLICT_AT_STATEMENT",
                "CONFLICT_AT_COMMIT",
                "LOST_BEFORE_COMMIT",
                "LOST_AFTER_COMMIT",
                "SHUTDOWN_AFTER_COMMIT"
            })
    void aStepIsRepeatedUntilItIsKnownToHaveHappenedOnce(Fault fault) {
        plan.add(fault);

        federation.found();

        var plant = federation.plants.getFirst();
        assertThat(plan.done()).isTrue();
        assertThat(plant.phase()).isEqualTo(Phase.MEMBER);
        // The genesis, and the numbers of plants that the founder adds.
        federation.runUntil(() -> entries() >= 2);
        var known = plant.state().ledger();
        plant.restart(same -> same);
        assertThat(plant.state().ledger().head().seq())
                .isGreaterThanOrEqualTo(known.head().seq());
        long revision = store.<Long>read(
                "test", tx -> tx.federation().kept().map(Kept::revision).orElse(0L));
        assertThat(revision).isPositive();
    }

    @Test
    void aStepThatFindsNoDatabaseLeavesThePlantAsItWas() {
        plan.add(Fault.NO_CONNECTION);

        assertThatThrownBy(() -> federation.found()).isInstanceOf(Problem.class);

        assertThat(federation.plants.getFirst().phase()).isEqualTo(Phase.STANDALONE);
        federation.found();
        assertThat(federation.plants.getFirst().phase()).isEqualTo(Phase.MEMBER);
    }
}
