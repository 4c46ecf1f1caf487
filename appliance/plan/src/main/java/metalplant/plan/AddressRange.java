package metalplant.plan;

import java.math.BigInteger;
import java.util.Optional;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;

/**
 * IPv4 addresses that lie behind each other.
 *
 * @param last not before {@code first}; it belongs to them
 */
public record AddressRange(IpAddress first, IpAddress last) {
    /** As many as a range may have: each is a line of the leases. */
    static final int SIZE_MAX = 4096;

    public AddressRange {
        if (first.family() != AddressFamily.IPV4 || last.family() != AddressFamily.IPV4 || first.compareTo(last) > 0) {
            throw new IllegalArgumentException("%s-%s is no range of IPv4 addresses".formatted(first, last));
        }
    }

    /** {@code FIRST-LAST}; empty for every other text. */
    public static Optional<AddressRange> tryParse(String text) {
        int at = text.indexOf('-');
        if (at < 0) {
            return Optional.empty();
        }
        return IpAddress.tryParse(text.substring(0, at))
                .flatMap(first -> IpAddress.tryParse(text.substring(at + 1))
                        .filter(last -> first.family() == AddressFamily.IPV4
                                && last.family() == AddressFamily.IPV4
                                && first.compareTo(last) <= 0)
                        .map(last -> new AddressRange(first, last)));
    }

    /** The upper half of a network of eight or more, without the address to which all listen; of a large one its end. */
    static AddressRange upperHalf(Cidr network) {
        var size = network.size().shiftRight(1).min(BigInteger.valueOf(SIZE_MAX));
        var last = network.last().plus(BigInteger.ONE.negate());
        return new AddressRange(network.last().plus(BigInteger.ONE.subtract(size)), last);
    }

    public boolean contains(IpAddress address) {
        return first.compareTo(address) <= 0 && last.compareTo(address) >= 0;
    }

    /** How many they are. */
    BigInteger size() {
        return last.value().subtract(first.value()).add(BigInteger.ONE);
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
