package metalplant.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import metalplant.core.store.Page;
import metalplant.core.store.Pages;
import metalplant.core.store.Store;
import metalplant.core.store.Table;
import metalplant.core.store.Tx;
import metalplant.model.Entity;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.Stamp;
import metalplant.testkit.SimulatedWorld;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/**
 * What {@link Table} promises, whatever it holds. The store may hold rows of other tests: every test uses ids of its own.
 *
 * @param <E> what the table holds
 */
public abstract class TableContract<E extends Entity<E>> {
    private static final int WRITERS = 4;
    private static final int WRITES = 5;

    private final SimulatedWorld world = SimulatedWorld.seeded(7);
    private final String prefix = UUID.randomUUID() + "-";

    protected abstract Store store();

    protected abstract Table<E> table(Tx tx);

    /** An entity that uses everything the type has; {@code text} goes into its description. */
    protected abstract E entity(String id, String text, Stamp stamp);

    private E fresh(String name) {
        return entity(prefix + name, "first", Stamp.fresh(world));
    }

    private E changed(E entity, String text) {
        return entity(entity.id(), text, entity.stamp());
    }

    private E insert(E entity) {
        return store().run("insert", tx -> table(tx).insert(entity));
    }

    private E update(E entity) {
        return store().run("update", tx -> table(tx).update(entity));
    }

    private E get(String id) {
        return store().read("get", tx -> table(tx).get(id));
    }

    private boolean isThere(String id) {
        return store().read("find", tx -> table(tx).find(id)).isPresent();
    }

    private void delete(E entity) {
        store().run("delete", tx -> {
            table(tx).delete(entity);
            return entity;
        });
    }

    private static void assertRefused(ProblemCode code, ThrowingCallable action) {
        assertThatThrownBy(action)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }

    @Test
    public void whatWasInsertedIsFoundAsItWasAnsweredWithVersionOne() {
        var entity = fresh("a");

        var stored = insert(entity);

        assertThat(stored).isEqualTo(entity.withStamp(entity.stamp().withVersion(1)));
        assertThat(get(entity.id())).isEqualTo(stored);
    }

    @Test
    public void anUnknownIdIsNotFound() {
        assertThat(isThere(prefix + "nobody")).isFalse();
        assertRefused(ProblemCode.ENTITY_NOT_FOUND, () -> get(prefix + "nobody"));
    }

    @Test
    public void anIdIsTakenOnce() {
        var stored = insert(fresh("a"));

        assertRefused(ProblemCode.ENTITY_EXISTS, () -> insert(changed(fresh("a"), "second")));

        assertThat(get(stored.id())).isEqualTo(stored);
    }

    @Test
    public void aListIsOrderedById() {
        var names = List.of("b", "a-2", "A", "a", "ä", "a-10", "_");
        names.forEach(name -> insert(fresh(name)));

        assertThat(ids(store().read("list", tx -> table(tx).list())))
                .containsExactlyElementsOf(
                        names.stream().sorted().map(name -> prefix + name).toList());
    }

    @Test
    public void pagesTogetherAreTheListOnceAndInOrder() {
        List.of("b", "a-2", "A", "a", "ä", "a-10", "_").forEach(name -> insert(fresh(name)));
        var wanted = ids(store().read("list", tx -> table(tx).list()));

        for (int size : List.of(1, 2, 7, 8)) {
            var paged = Pages.read(store(), "page", prefix, (tx, after) -> page(tx, after, size));
            assertThat(ids(paged.toList())).hasSize(7).isEqualTo(wanted);
        }
    }

    private Page<E, String> page(Tx tx, String after, int size) {
        var page = table(tx).page(after, size);
        assertThat(page.rows()).hasSizeLessThanOrEqualTo(size);
        return page;
    }

    private List<String> ids(List<E> entities) {
        return entities.stream()
                .map(Entity::id)
                .filter(id -> id.startsWith(prefix))
                .toList();
    }

    @Test
    public void anUpdateRaisesTheVersionAndChangesTheContent() {
        var first = insert(fresh("a"));

        var second = update(changed(first, "second"));

        assertThat(second.stamp().version()).isEqualTo(2);
        assertThat(get(first.id())).isEqualTo(second).isNotEqualTo(first);
        assertThat(update(changed(second, "third")).stamp().version()).isEqualTo(3);
    }

    @Test
    public void anUpdateOfWhatWasReadBeforeAnotherUpdateIsRefused() {
        var first = insert(fresh("a"));
        var second = update(changed(first, "second"));

        assertRefused(ProblemCode.ENTITY_CHANGED, () -> update(changed(first, "late")));

        assertThat(get(first.id())).isEqualTo(second);
    }

    @Test
    public void anUpdateOfNothingIsRefused() {
        assertRefused(ProblemCode.ENTITY_CHANGED, () -> update(fresh("nobody")));
        assertThat(isThere(prefix + "nobody")).isFalse();
    }

    @Test
    public void whatWasDeletedIsGoneAndItsIdIsFree() {
        var entity = insert(fresh("a"));

        delete(entity);

        assertThat(isThere(entity.id())).isFalse();
        assertThat(insert(fresh("a")).stamp().version()).isEqualTo(1);
    }

    @Test
    public void aDeleteOfWhatWasReadBeforeAnUpdateIsRefused() {
        var first = insert(fresh("a"));
        update(changed(first, "second"));

        assertRefused(ProblemCode.ENTITY_CHANGED, () -> delete(first));
        assertRefused(ProblemCode.ENTITY_CHANGED, () -> delete(fresh("nobody")));

        assertThat(isThere(first.id())).isTrue();
    }

    @Test
    public void aTransactionThatThrowsLeavesNothing() {
        var kept = insert(fresh("kept"));

        assertRefused(
                ProblemCode.RULE_VIOLATED,
                () -> store().run("refused", tx -> {
                    table(tx).insert(fresh("new"));
                    table(tx).update(changed(kept, "changed"));
                    throw Problem.refused("no");
                }));

        assertThat(isThere(prefix + "new")).isFalse();
        assertThat(get(kept.id())).isEqualTo(kept);
    }

    @Test
    public void aTransactionSeesWhatItWrote() {
        var entity = fresh("a");

        var seen = store().run("write-and-read", tx -> {
            var stored = table(tx).insert(entity);
            var updated = table(tx).update(changed(stored, "second"));
            assertThat(table(tx).get(entity.id())).isEqualTo(updated);
            table(tx).delete(updated);
            return table(tx).find(entity.id());
        });

        assertThat(seen).isEmpty();
    }

    @Test
    public void aWriteInAReadDoesNotLast() {
        var entity = fresh("a");

        // A database refuses it, the store in memory forgets it.
        var unused = catchThrowable(() -> store().read("write", tx -> table(tx).insert(entity)));

        assertThat(isThere(entity.id())).isFalse();
    }

    @Test
    public void anyTextSurvives() {
        var text = "quote ' \" backslash \\ percent % question ? braces {} line\nend \u0001 äöü 漢字 😀 "
                + "x".repeat(10_000);

        var stored = insert(changed(fresh("odd ' \" \\ ? / %2F 漢 😀"), text));

        assertThat(get(stored.id())).isEqualTo(stored);
    }

    @Test
    public void writersAtOnceLoseNothing() {
        var entity = insert(fresh("a"));

        together(() -> {
            for (int i = 0; i < WRITES; i++) {
                store().run("count", tx -> table(tx).update(table(tx).get(entity.id())));
            }
            return true;
        });

        assertThat(get(entity.id()).stamp().version()).isEqualTo(1 + WRITERS * WRITES);
    }

    @Test
    public void ofWritersWhoInsertOneIdAtOnceOneWins() {
        var won = together(() -> {
            try {
                insert(fresh("a"));
                return true;
            } catch (Problem problem) {
                assertThat(problem.code()).isEqualTo(ProblemCode.ENTITY_EXISTS);
                return false;
            }
        });

        assertThat(won).containsOnlyOnce(true);
    }

    private static List<Boolean> together(Callable<Boolean> work) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < WRITERS; i++) {
                tasks.add(work);
            }
            var results = new ArrayList<Boolean>();
            for (var future : threads.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }
}
