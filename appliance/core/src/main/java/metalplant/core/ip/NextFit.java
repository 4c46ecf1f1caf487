package metalplant.core.ip;

import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import metalplant.core.store.Span;

/**
 * Remembers, per pool of positions, where the next free one is expected. Only a hint: the database decides, and losing it costs
 * one index query. Callers get different positions while a known free run lasts, so that they do not meet in the database.
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

    /** Finds the first free run between two positions, both included, in the database. */
    @FunctionalInterface
    public interface Probe {
        Optional<Span> firstFree(BigInteger from, BigInteger to);
    }

    /** Position in one pool: everything from {@code next} to {@code freeUntil} is believed to be free. */
    private static final class Place {
        private final ReentrantLock lock = new ReentrantLock();
        private BigInteger next;
        private BigInteger freeUntil;

        Place(BigInteger first) {
            next = first;
            freeUntil = first.subtract(BigInteger.ONE);
        }
    }

    /** A position of the pool that was free a moment ago, or nothing if a look at the whole pool found none. */
    public Optional<BigInteger> propose(K pool, Span range, Probe probe) {
        var place = place(pool, range);
        place.lock.lock();
        try {
            if (place.next.compareTo(place.freeUntil) > 0 && !look(place, range, probe)) {
                return Optional.empty();
            }
            var position = place.next;
            place.next = position.add(BigInteger.ONE);
            return Optional.of(position);
        } finally {
            place.lock.unlock();
        }
    }

    /** Looks from here to the end, then once around. */
    private static boolean look(Place place, Span range, Probe probe) {
        var from = place.next.max(range.first());
        var found = from.compareTo(range.last()) > 0 ? Optional.<Span>empty() : probe.firstFree(from, range.last());
        if (found.isEmpty() && from.compareTo(range.first()) > 0) {
            found = probe.firstFree(range.first(), range.last().min(from.subtract(BigInteger.ONE)));
        }
        found.ifPresent(run -> {
            place.next = run.first();
            place.freeUntil = run.last();
        });
        return found.isPresent();
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
            place.freeUntil = place.next.subtract(BigInteger.ONE);
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
