package metalplant.rack.count;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** Counts by name. The names are those of {@link Count} and of the calls, so there is a bound to them. */
public final class Counters {
    private final Map<Count, Long> counts = new EnumMap<>(Count.class);
    private final Map<String, Long> callErrors = new TreeMap<>();

    public void add(Count count) {
        add(count, 1);
    }

    public void add(Count count, long much) {
        counts.merge(count, much, Long::sum);
    }

    /** @param call the name of a call, one of a fixed few, with how it failed */
    public void callFailed(String call) {
        add(Count.CALL_ERRORS);
        callErrors.merge(call, 1L, Long::sum);
    }

    public long get(Count count) {
        return counts.getOrDefault(count, 0L);
    }

    /** All counts, zeros too, by the word of each. */
    public Map<String, Long> all() {
        var all = new TreeMap<String, Long>();
        for (Count count : Count.values()) {
            all.put(count.word(), get(count));
        }
        return all;
    }

    /** Failed calls by call and kind of failure. */
    public Map<String, Long> callErrors() {
        return Map.copyOf(callErrors);
    }
}
