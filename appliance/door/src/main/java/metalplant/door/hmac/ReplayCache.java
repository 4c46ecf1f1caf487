package metalplant.door.hmac;

import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Remembers which request each mac was used for until the mac is too old to be accepted anyway. A mac fixes its date and so its
 * end, hence one lookup in the slice of its end finds it; a slice is dropped whole when its time is over.
 *
 * <p>64 bits of the mac and 64 bits of the request's digest are kept: the mac comes from our own key, and a chance collision only
 * refuses one request.
 */
public final class ReplayCache {
    private static final long SLICE_SECONDS = 16;
    private static final int FIRST_SLOTS = 1 << 10;

    private final int entriesMax;
    /** By time: behind a clock that was ahead and was set right, slices of later times are made before those of earlier ones. */
    private final NavigableMap<Long, Slice> slices = new TreeMap<>();

    private int entries;

    /** @param entriesMax about 40 bytes each; when they are used up every new mac is refused */
    public ReplayCache(int entriesMax) {
        this.entriesMax = entriesMax;
    }

    /** What is known of a mac. */
    public enum Verdict {
        /** Never seen: go on. */
        FRESH,
        /** Seen with the very same request. */
        SAME,
        /** Seen with another request. */
        OTHER,
        /** Cannot be remembered: refuse. */
        FULL
    }

    /**
     * Looks a mac up and remembers it.
     *
     * @param mac first 64 bits of it
     * @param request first 64 bits of the digest of method, path, query and body
     * @param endSecond from when on the mac is too old, in epoch seconds
     */
    public synchronized Verdict check(long mac, long request, long endSecond, long nowSecond) {
        drop(nowSecond);
        var slice = slices.computeIfAbsent(endSecond / SLICE_SECONDS, _ -> new Slice());
        long known = slice.find(mac);
        if (known >= 0) {
            return slice.requestAt((int) known) == request ? Verdict.SAME : Verdict.OTHER;
        }
        if (entries >= entriesMax) {
            return Verdict.FULL;
        }
        slice.put(mac, request);
        entries++;
        return Verdict.FRESH;
    }

    /** How many macs are remembered. */
    public synchronized int size() {
        return entries;
    }

    private void drop(long nowSecond) {
        while (!slices.isEmpty() && (slices.firstKey() + 1) * SLICE_SECONDS < nowSecond) {
            entries -= slices.pollFirstEntry().getValue().used;
        }
    }

    /** An open-addressing table of two longs per entry; slot 0 of a pair being 0 means empty. */
    private static final class Slice {
        private long[] pairs = new long[FIRST_SLOTS * 2];
        private int used;

        long find(long mac) {
            int slots = pairs.length / 2;
            for (int i = slot(mac, slots); ; i = (i + 1) & (slots - 1)) {
                if (pairs[2 * i] == key(mac)) {
                    return i;
                }
                if (pairs[2 * i] == 0) {
                    return -1;
                }
            }
        }

        long requestAt(int slot) {
            return pairs[2 * slot + 1];
        }

        void put(long mac, long request) {
            if (used * 2 >= pairs.length / 2) {
                grow();
            }
            insert(pairs, key(mac), request);
            used++;
        }

        private void grow() {
            var larger = new long[pairs.length * 2];
            for (int i = 0; i < pairs.length; i += 2) {
                if (pairs[i] != 0) {
                    insert(larger, pairs[i], pairs[i + 1]);
                }
            }
            pairs = larger;
        }

        private static void insert(long[] into, long key, long request) {
            int slots = into.length / 2;
            int i = slot(key, slots);
            while (into[2 * i] != 0) {
                i = (i + 1) & (slots - 1);
            }
            into[2 * i] = key;
            into[2 * i + 1] = request;
        }

        private static long key(long mac) {
            return mac == 0 ? 1 : mac;
        }

        private static int slot(long mac, int slots) {
            return (int) (key(mac) ^ key(mac) >>> 32) & (slots - 1);
        }
    }
}
