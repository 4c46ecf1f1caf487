package metalplant.core.store;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import metalplant.core.store.Store.Work;
import metalplant.model.Entity;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/**
 * Changes of one entity whose outcome can be looked up when the connection is lost in the commit. What the last try wrote is what is
 * looked for, down to the version and the time of change that were drawn for this request.
 */
public final class Changes {
    private Changes() {}

    /**
     * Runs {@code work}, which updates an entity of {@code table} and answers what the table answered.
     *
     * @throws Problem OUTCOME_UNKNOWN if others changed the entity before this could look; and as {@link Store#run(String, Work)}
     */
    public static <E extends Entity<E>> E update(
            Store store, String name, Function<Tx, ? extends Table<E>> table, Work<E> work) {
        var written = new AtomicReference<Optional<E>>(Optional.empty());
        return store.run(
                name,
                tx -> Objects.requireNonNull(written.get()).flatMap(mine -> landed(table.apply(tx), mine)),
                tx -> remember(written, work.in(tx)));
    }

    private static <E extends Entity<E>> Optional<E> landed(Table<E> table, E mine) {
        var stored = table.find(mine.id());
        boolean overtaken = stored.map(Entity::stamp)
                .filter(stamp -> stamp.version() > mine.stamp().version()
                        || !stamp.uid().equals(mine.stamp().uid()))
                .isPresent();
        if (overtaken) {
            throw Problem.of(
                    ProblemCode.OUTCOME_UNKNOWN,
                    "%s \"%s\" was changed again before the outcome of this change was known, read it and look"
                            .formatted(table.kind(), mine.id()));
        }
        return stored.filter(mine::equals);
    }

    /**
     * Runs {@code work}, which removes an entity of {@code table} and answers it as it was. Gone is gone, whoever removed it.
     *
     * @throws Problem as {@link Store#run(String, Work)}, but not OUTCOME_UNKNOWN while the database can be asked
     */
    public static <E extends Entity<E>> E delete(
            Store store, String name, Function<Tx, ? extends Table<E>> table, Work<E> work) {
        var removed = new AtomicReference<Optional<E>>(Optional.empty());
        return store.run(
                name,
                tx -> Objects.requireNonNull(removed.get()).filter(mine -> isGone(table.apply(tx), mine)),
                tx -> remember(removed, work.in(tx)));
    }

    private static <E extends Entity<E>> boolean isGone(Table<E> table, E mine) {
        return table.find(mine.id())
                .filter(found -> found.stamp().uid().equals(mine.stamp().uid()))
                .isEmpty();
    }

    /** The closure may run many times; the last one counts. */
    private static <E> E remember(AtomicReference<Optional<E>> last, E value) {
        last.set(Optional.of(value));
        return value;
    }
}
