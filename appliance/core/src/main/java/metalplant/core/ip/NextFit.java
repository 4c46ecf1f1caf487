package metalplant.core.ip;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import metalplant.core.store.Span;

/**
 * Remembers, per pool of positions, where the next free one is expected. Only a hint: the database decides, and losing it costs
 * one index query. Callers get different positions while known free runs last, so that they do not meet in the database.
 *
 * <p>Next fit and not lowest fit: a released position comes back only after the rest of the pool, which spares new holders the
 * ARP and BGP leftovers of the old one.
 */
public final class NextFit<K> {
    private static final int POOLS_MAX = 10_000;

    private final Map<K, Place> places = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<K, Place> eldest) {
            return size() > POOLS_MAX;
        }
    };

    /** Finds the first free runs between two positions, both included, in the database; nothing only if none is free. */
    @FunctionalInterface
    public interface Probe {
        List<Span> firstFree(BigInteger from, BigInteger to);
    }

    /** What is believed to be free in one pool, and where to look when that is used up. */
    private static final class Place {
        private final ReentrantLock lock = new ReentrantLock();
        private final ArrayDeque<Span> free = new ArrayDeque<>();
        private BigInteger next;

        Place(BigInteger first) {
            next = first;
        }

        BigInteger take() {
            var run = free.removeFirst();
            next = run.first().add(BigInteger.ONE);
            if (next.compareTo(run.last()) <= 0) {
                free.addFirst(new Span(next, run.last()));
            }
            return run.first();
        }
    }

    /** A position of the pool that was free a moment ago, or nothing if a look at the whole pool found none. */
    public Optional<BigInteger> propose(K pool, Span range, Probe probe) {
        var place = place(pool, range);
        place.lock.lock();
        try {
            if (place.free.isEmpty()) {
                look(place, range, probe);
            }
            return place.free.isEmpty() ? Optional.empty() : Optional.of(place.take());
        } finally {
            place.lock.unlock();
        }
    }

    /** Looks from here to the end, then once around. */
    private static void look(Place place, Span range, Probe probe) {
        var from = place.next;
        if (from.compareTo(range.last()) <= 0) {
            place.free.addAll(probe.firstFree(from, range.last()));
        }
        if (place.free.isEmpty() && from.compareTo(range.first()) > 0) {
            place.free.addAll(probe.firstFree(range.first(), range.last().min(from.subtract(BigInteger.ONE))));
        }
    }

    /** Makes the next proposal look into the database. */
    public void forget(K pool) {
        Place place;
        synchronized (places) {
            place = places.get(pool);
        }
        if (place == null) {
            return;
        }
        place.lock.lock();
        try {
            place.free.clear();
        } finally {
            place.lock.unlock();
        }
    }

    private Place place(K pool, Span range) {
        synchronized (places) {
            return places.computeIfAbsent(pool, _ -> new Place(range.first()));
        }
    }
}
