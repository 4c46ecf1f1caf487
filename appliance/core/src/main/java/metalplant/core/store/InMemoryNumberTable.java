package metalplant.core.store;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** {@link NumberTable} on a map. */
final class InMemoryNumberTable implements NumberTable, InMemoryStore.Rows {
    private TreeMap<Key, Long> holds = new TreeMap<>();

    private record Key(String pool, long number) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::pool).thenComparingLong(Key::number);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    @Override
    public boolean take(String pool, long number, String holder) {
        return holds.putIfAbsent(new Key(pool, number), 1L) == null;
    }

    @Override
    public void share(String pool, long number, String holder) {
        holds.merge(new Key(pool, number), 1L, Long::sum);
    }

    @Override
    public void release(String pool, long number) {
        holds.computeIfPresent(new Key(pool, number), (_, count) -> count == 1 ? null : count - 1);
    }

    @Override
    public List<Span> nextFree(String pool, long from, long to) {
        var runs = new FreeRuns(BigInteger.valueOf(from), BigInteger.valueOf(to), BigInteger.ONE);
        for (var key :
                holds.subMap(new Key(pool, from), true, new Key(pool, to), true).keySet()) {
            var number = BigInteger.valueOf(key.number());
            runs.pass(number, number);
        }
        runs.end();
        return runs.found();
    }

    @Override
    public Runnable save() {
        var saved = new TreeMap<>(holds);
        return () -> holds = saved;
    }
}
