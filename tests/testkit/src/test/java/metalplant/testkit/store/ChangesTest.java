package metalplant.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import metalplant.core.size.Sizes;
import metalplant.core.store.InMemoryStore;
import metalplant.core.store.Store;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.size.Size;
import metalplant.testkit.SimulatedWorld;
import org.junit.jupiter.api.Test;

/** What becomes of a change whose commit was lost when others were at the same entity before anybody could look. */
class ChangesTest {
    private final SimulatedWorld world = SimulatedWorld.seeded(3);
    private final Store store = new InMemoryStore();
    private final Sizes others = new Sizes(store, world);

    /** Every commit that can be looked up gets lost; {@code meanwhile} happens before anybody looks. */
    private record Losing(Store store, boolean committed, Runnable meanwhile) implements Store {
        @Override
        public <T> T run(String name, Work<T> work) {
            return store.run(name, work);
        }

        @Override
        public <T> T run(String name, Work<Optional<T>> landed, Work<T> work) {
            if (committed) {
                store.run(name, work);
            } else {
                store.read(name, work);
            }
            meanwhile.run();
            return store.run(name, tx -> landed.in(tx).orElseGet(() -> work.in(tx)));
        }

        @Override
        public <T> T read(String name, Work<T> work) {
            return store.read(name, work);
        }

        @Override
        public boolean reachable() {
            return true;
        }
    }

    private Sizes losing(boolean committed, Runnable meanwhile) {
        return new Sizes(new Losing(store, committed, meanwhile), world);
    }

    private static Sizes.Change named(String name) {
        return new Sizes.Change("s", Optional.of(name), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private void create() {
        others.create(new Sizes.Create("s", "", "", List.of(), Map.of()));
    }

    private Size size() {
        return others.get("s");
    }

    @Test
    void aChangeThatLandedIsNotMadeAgain() {
        create();

        assertThat(losing(true, () -> {}).update(named("ours"))).isEqualTo(size());

        assertThat(size().stamp().version()).isEqualTo(2);
    }

    @Test
    void aChangeThatDidNotLandIsMadeOnWhatIsThereNow() {
        create();

        losing(false, () -> others.update(named("theirs"))).update(named("ours"));

        assertThat(size().name()).isEqualTo("ours");
        assertThat(size().stamp().version()).isEqualTo(3);
    }

    @Test
    void aChangeThatWasOvertakenIsSaidToBeUnknownAndNotMadeAgain() {
        create();

        assertThatThrownBy(
                        () -> losing(true, () -> others.update(named("theirs"))).update(named("ours")))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.OUTCOME_UNKNOWN))
                .hasMessageContaining("size \"s\" was changed again");

        assertThat(size().name()).isEqualTo("theirs");
    }

    @Test
    void aChangeOfWhatIsAnotherNowIsUnknownToo() {
        create();

        assertThatThrownBy(() -> losing(true, () -> {
                            others.delete("s");
                            create();
                        })
                        .update(named("ours")))
                .hasMessageContaining("was changed again");

        assertThat(size().name()).isEmpty();
    }

    @Test
    void aRemovalThatLandedLeavesAloneWhatCameAfterIt() {
        create();

        losing(true, this::create).delete("s");

        assertThat(size().stamp().version()).isEqualTo(1);
    }

    @Test
    void aRemovalThatDidNotLandIsMade() {
        create();

        losing(false, () -> {}).delete("s");

        assertThat(others.list()).isEmpty();
    }
}
