package metalplant.core.store;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What one transaction read of many rows.
 *
 * @param next the mark behind which there may be more; empty at the end
 */
public record Page<R, M>(List<R> rows, Optional<M> next) {
    public Page {
        rows = List.copyOf(rows);
    }

    /** Rows of a query that gives fewer than {@code max} only at the end. @param mark of the last one, where the next page begins */
    public static <R, M> Page<R, M> of(List<R> rows, int max, Function<? super R, M> mark) {
        return new Page<>(rows, rows.size() < max ? Optional.empty() : Optional.of(mark.apply(rows.getLast())));
    }

    /** Rows behind which there is nothing. */
    public static <R, M> Page<R, M> whole(List<R> rows) {
        return new Page<>(rows, Optional.empty());
    }

    /** The same page with other rows, such as what is shown of them. */
    public <S> Page<S, M> with(List<S> others) {
        return new Page<>(others, next);
    }

    /** The same page without what nobody asked for; it may have no row and not be the last one. */
    public Page<R, M> where(Predicate<? super R> wanted) {
        return with(rows.stream().filter(wanted).toList());
    }
}
