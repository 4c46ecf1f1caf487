package metalplant.model.network;

import java.util.SortedMap;
import java.util.TreeMap;
import metalplant.model.ip.AddressFamily;

/**
 * How much of a network is used, per family.
 *
 * @param usedAddresses addresses handed out, without the reserved ones
 * @param cutByLength child prefixes cut, by their length in bits
 */
public record NetworkUse(
        String networkId, AddressFamily family, long usedAddresses, SortedMap<Integer, Long> cutByLength) {
    public NetworkUse {
        cutByLength = new TreeMap<>(cutByLength);
    }

    /** Nothing used. */
    public static NetworkUse none(String networkId, AddressFamily family) {
        return new NetworkUse(networkId, family, 0, new TreeMap<>());
    }

    /** Child prefixes cut. */
    public long usedPrefixes() {
        return cutByLength.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The same and {@code addresses} more addresses. */
    public NetworkUse plusAddresses(long addresses) {
        return new NetworkUse(networkId, family, usedAddresses + addresses, cutByLength);
    }

    /** The same and {@code count} more children of {@code length} bits. */
    public NetworkUse plusChildren(int length, long count) {
        var more = new TreeMap<>(cutByLength);
        more.merge(length, count, Long::sum);
        return new NetworkUse(networkId, family, usedAddresses, more);
    }

    /** The same and what {@code other} counts. */
    public NetworkUse plus(NetworkUse other) {
        var sum = plusAddresses(other.usedAddresses);
        for (var cut : other.cutByLength.entrySet()) {
            sum = sum.plusChildren(cut.getKey(), cut.getValue());
        }
        return sum;
    }
}
