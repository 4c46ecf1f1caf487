package metalplant.core.store;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads many rows, a page in memory and in a transaction at a time. */
public final class Pages {
    /** Enough that a query costs nothing beside its rows, few enough for many readers at a time. */
    public static final int SIZE = 500;

    private Pages() {}

    /** Reads the page behind a mark; may run many times, as each closure over a transaction. */
    @FunctionalInterface
    public interface Reader<R, M> {
        Page<R, M> behind(Tx tx, M mark);
    }

    /**
     * All rows, each page read when its first row is asked for. Whoever takes them may be as slow as a network: no transaction is open
     * meanwhile. A row that stays where it is through it all comes exactly once; one that comes, goes or moves meanwhile, or not.
     *
     * @param name of the transactions
     * @param first the mark before all rows
     */
    public static <R, M> Stream<R> read(Store store, String name, M first, Reader<R, M> reader) {
        var pages = new Walk<>(store, name, first, reader);
        return StreamSupport.stream(
                        Spliterators.spliteratorUnknownSize(pages, Spliterator.ORDERED | Spliterator.NONNULL), false)
                .flatMap(List::stream);
    }

    private static final class Walk<R, M> implements Iterator<List<R>> {
        private final Store store;
        private final String name;
        private final Reader<R, M> reader;
        private Optional<M> next;

        Walk(Store store, String name, M first, Reader<R, M> reader) {
            this.store = store;
            this.name = name;
            this.reader = reader;
            this.next = Optional.of(first);
        }

        @Override
        public boolean hasNext() {
            return next.isPresent();
        }

        @Override
        public List<R> next() {
            var mark = next.orElseThrow(NoSuchElementException::new);
            var page = store.read(name, tx -> reader.behind(tx, mark));
            next = page.next();
            return page.rows();
        }
    }
}
