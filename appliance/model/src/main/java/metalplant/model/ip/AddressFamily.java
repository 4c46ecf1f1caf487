package metalplant.model.ip;

import java.util.Optional;

/** The two families, spelt as on the wire. */
public enum AddressFamily {
    IPV4("IPv4", 32),
    IPV6("IPv6", 128);

    private final String wire;
    private final int bits;

    AddressFamily(String wire, int bits) {
        this.wire = wire;
        this.bits = bits;
    }

    public String wire() {
        return wire;
    }

    /** Width of an address in bits. */
    public int bits() {
        return bits;
    }

    /** Reads either spelling, whatever the case. */
    public static Optional<AddressFamily> parse(String text) {
        for (var family : values()) {
            if (family.wire.equalsIgnoreCase(text)) {
                return Optional.of(family);
            }
        }
        return Optional.empty();
    }
}
