package metalplant.model.ip;

import java.math.BigInteger;
import java.util.Optional;
import metalplant.model.Problem;

/**
 * A prefix, always masked: {@code base} is its first address.
 *
 * @param length number of fixed bits
 */
public record Cidr(IpAddress base, int length) implements Comparable<Cidr> {
    public Cidr {
        if (length < 0 || length > base.family().bits()) {
            throw Problem.bad("prefix length %d does not fit %s"
                    .formatted(length, base.family().wire()));
        }
        base = new IpAddress(base.family(), mask(base.value(), base.family().bits() - length));
    }

    private static BigInteger mask(BigInteger value, int hostBits) {
        return value.shiftRight(hostBits).shiftLeft(hostBits);
    }

    /** Reads a prefix and masks its host bits; @throws Problem BAD_REQUEST if the text is none. */
    public static Cidr parse(String text) {
        return tryParse(text)
                .orElseThrow(() -> Problem.bad("\"%s\" is not a prefix such as 10.0.0.0/8"
                        .formatted(text.length() > 64 ? text.substring(0, 64) : text)));
    }

    /** Reads a prefix and masks its host bits, or nothing if the text is none. */
    public static Optional<Cidr> tryParse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("0|[1-9][0-9]{0,2}")) {
            return Optional.empty();
        }
        int length = Integer.parseInt(text.substring(slash + 1));
        return IpAddress.tryParse(text.substring(0, slash))
                .filter(address -> length <= address.family().bits())
                .map(address -> new Cidr(address, length));
    }

    public AddressFamily family() {
        return base.family();
    }

    /** Number of addresses, as 2 to the number of host bits. */
    public BigInteger size() {
        return BigInteger.ONE.shiftLeft(family().bits() - length);
    }

    /** First address. */
    public IpAddress first() {
        return base;
    }

    /** Last address. */
    public IpAddress last() {
        return new IpAddress(family(), base.value().add(size()).subtract(BigInteger.ONE));
    }

    public boolean contains(IpAddress address) {
        return address.family() == family()
                && address.value()
                        .shiftRight(family().bits() - length)
                        .equals(base.value().shiftRight(family().bits() - length));
    }

    public boolean contains(Cidr other) {
        return other.length >= length && contains(other.base);
    }

    public boolean overlaps(Cidr other) {
        return contains(other.base) || other.contains(base);
    }

    @Override
    public int compareTo(Cidr other) {
        int byBase = base.compareTo(other.base);
        return byBase != 0 ? byBase : Integer.compare(length, other.length);
    }

    @Override
    public String toString() {
        return base + "/" + length;
    }
}
