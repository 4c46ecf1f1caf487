package metalplant.fabric.policy;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;

/**
 * Numbers that stay when others come and go: a rule of a list, or an entry of a map for a VRF, keeps its own whatever is before it, so that
 * a change of one is a change of one line in FRR. Where two want the same, the later one in order gets the next.
 */
final class Sequence {
    private static final int ENTRIES = 6500;
    private static final int STEP = 10;

    private final Set<Long> taken = new HashSet<>();

    /** Of a rule in a prefix list: order does not matter there, all rules permit. */
    long ofRule(String rule) {
        var sum = new CRC32();
        // All of it is ASCII.
        rule.chars().forEach(sum::update);
        // Up to nine digits, so that one can still read it.
        return free(1 + sum.getValue() % 999_999_937L, 1, 999_999_938L);
    }

    /** Of an entry for one source VRF: entries for different ones never match the same route. */
    int ofSource(String vrf) {
        var digits = vrf.replaceAll("[^0-9]", "");
        long number = digits.isEmpty() ? Integer.toUnsignedLong(vrf.hashCode()) : Long.parseLong(digits);
        return (int) free(STEP * (1 + number % ENTRIES), STEP, (long) STEP * (ENTRIES + 1));
    }

    /** Of an entry that is not for one source: by its place. */
    int ofPlace(int place) {
        return STEP * (place + 1);
    }

    private long free(long wanted, long step, long end) {
        long number = wanted;
        while (!taken.add(number)) {
            number = number + step >= end ? step : number + step;
        }
        return number;
    }

    /** Whether all of these are for one source each. */
    static boolean areOfSources(List<RouteMap.Entry> entries) {
        return entries.stream().allMatch(each -> each.match().sourceVrf().isPresent());
    }
}
