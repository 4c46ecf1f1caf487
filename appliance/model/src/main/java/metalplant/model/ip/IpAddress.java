package metalplant.model.ip;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.util.Optional;
import metalplant.model.Problem;

/**
 * One IPv4 or IPv6 address. Text is canonical: dotted decimal without leading zeros, or RFC 5952.
 *
 * @param value the address as an unsigned number
 */
public record IpAddress(AddressFamily family, BigInteger value) implements Comparable<IpAddress> {
    private static final BigInteger GROUP = BigInteger.valueOf(0xffff);

    public IpAddress {
        if (value.signum() < 0 || value.bitLength() > family.bits()) {
            throw Problem.bad("address is outside of " + family.wire());
        }
    }

    /** Reads an address; @throws Problem BAD_REQUEST if the text is none. */
    public static IpAddress parse(String text) {
        return tryParse(text).orElseThrow(() -> Problem.bad("\"%s\" is not an IP address".formatted(shorten(text))));
    }

    /** Reads an address, or nothing if the text is none. Zones and IPv4-mapped forms are none. */
    public static Optional<IpAddress> tryParse(String text) {
        if (text.length() > 45) {
            return Optional.empty();
        }
        return text.indexOf(':') < 0 ? parseV4(text) : parseV6(text);
    }

    private static Optional<IpAddress> parseV4(String text) {
        var parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        long value = 0;
        for (var part : parts) {
            if (part.isEmpty() || part.length() > 3 || (part.length() > 1 && part.charAt(0) == '0')) {
                return Optional.empty();
            }
            int octet = 0;
            for (int i = 0; i < part.length(); i++) {
                char c = part.charAt(i);
                if (c < '0' || c > '9') {
                    return Optional.empty();
                }
                octet = octet * 10 + (c - '0');
            }
            if (octet > 255) {
                return Optional.empty();
            }
            value = value << 8 | octet;
        }
        return Optional.of(new IpAddress(AddressFamily.IPV4, BigInteger.valueOf(value)));
    }

    private static Optional<IpAddress> parseV6(String text) {
        if (text.indexOf('%') >= 0 || text.indexOf('[') >= 0) {
            return Optional.empty();
        }
        try {
            // A mapped address comes back as IPv4 and fails the cast below: it is no IPv6 address of ours.
            var bytes = Inet6Address.ofLiteral(text).getAddress();
            return bytes.length == 16
                    ? Optional.of(new IpAddress(AddressFamily.IPV6, new BigInteger(1, bytes)))
                    : Optional.empty();
        } catch (IllegalArgumentException | ClassCastException e) {
            return Optional.empty();
        }
    }

    private static String shorten(String text) {
        return text.length() <= 64 ? text : text.substring(0, 64) + "...";
    }

    /** The address {@code n} further on. */
    public IpAddress plus(BigInteger n) {
        return new IpAddress(family, value.add(n));
    }

    /** The prefix that holds only this address. */
    public Cidr asHost() {
        return new Cidr(this, family.bits());
    }

    @Override
    public int compareTo(IpAddress other) {
        int byFamily = family.compareTo(other.family);
        return byFamily != 0 ? byFamily : value.compareTo(other.value);
    }

    /** Canonical text. */
    @Override
    public String toString() {
        return family == AddressFamily.IPV4 ? v4Text(value.longValue()) : v6Text();
    }

    private static String v4Text(long v) {
        return (v >> 24 & 255) + "." + (v >> 16 & 255) + "." + (v >> 8 & 255) + "." + (v & 255);
    }

    private String v6Text() {
        var groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = value.shiftRight((7 - i) * 16).and(GROUP).intValue();
        }
        int bestStart = -1;
        int bestLength = 1; // a single zero group is not shortened (RFC 5952, 4.2.2)
        for (int i = 0; i < 8; i++) {
            int j = i;
            while (j < 8 && groups[j] == 0) {
                j++;
            }
            if (j - i > bestLength) {
                bestStart = i;
                bestLength = j - i;
            }
            i = Math.max(i, j - 1);
        }
        var text = new StringBuilder(39);
        for (int i = 0; i < 8; i++) {
            if (i == bestStart) {
                text.append("::");
                i += bestLength - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
