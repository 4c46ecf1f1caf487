package metalplant.model.network;

import java.math.BigInteger;
import java.util.List;
import java.util.function.Function;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Cidr;

/**
 * How full a network is in one family, in the terms of metal-api. Available numbers stop at 2147483647, because clients keep some
 * of them in 32 bits.
 *
 * @param availableAddresses size of the prefixes, with the addresses nobody can have
 * @param availablePrefixes free blocks of four addresses
 * @param usedAddresses handed out, with the addresses nobody can have
 * @param usedPrefixes child prefixes
 */
public record Consumption(long availableAddresses, long availablePrefixes, long usedAddresses, long usedPrefixes) {
    private static final BigInteger CAP = BigInteger.valueOf(Integer.MAX_VALUE);
    private static final int BITS_OF_SMALLEST = 2;

    /** Counts one family of a network. */
    public static Consumption of(Network network, NetworkUse use) {
        var family = use.family();
        var prefixes =
                network.prefixes().stream().filter(p -> p.family() == family).toList();
        return new Consumption(
                capped(sum(prefixes, Cidr::size)),
                capped(sum(prefixes, p -> blocks(family, p.length())).subtract(cut(use))),
                use.usedAddresses() + sum(prefixes, Consumption::reserved).longValue(),
                use.usedPrefixes());
    }

    private static BigInteger cut(NetworkUse use) {
        return use.cutByLength().entrySet().stream()
                .map(cut -> blocks(use.family(), cut.getKey())
                        .max(BigInteger.ONE)
                        .multiply(BigInteger.valueOf(cut.getValue())))
                .reduce(BigInteger.ZERO, BigInteger::add);
    }

    /** Blocks of four addresses in a prefix of this length; 0 if it is smaller. */
    private static BigInteger blocks(AddressFamily family, int length) {
        int shift = family.bits() - BITS_OF_SMALLEST - length;
        return shift < 0 ? BigInteger.ZERO : BigInteger.ONE.shiftLeft(shift);
    }

    /** Network address and, for IPv4, broadcast address; in a prefix of one address they are the same. */
    private static BigInteger reserved(Cidr prefix) {
        var both = BigInteger.valueOf(prefix.family() == AddressFamily.IPV4 ? 2 : 1);
        return both.min(prefix.size());
    }

    private static BigInteger sum(List<Cidr> prefixes, Function<Cidr, BigInteger> of) {
        return prefixes.stream().map(of).reduce(BigInteger.ZERO, BigInteger::add);
    }

    private static long capped(BigInteger count) {
        return count.max(BigInteger.ZERO).min(CAP).longValue();
    }
}
