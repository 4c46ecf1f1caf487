package metalplant.federation.entry;

/** What the numbers of a pool are. */
public enum PoolKind {
    IPV4(32, 0),
    IPV6(128, 1),
    /** Ranges of the tunnels between plants; addresses of the same space as IPv6. */
    OVERLAY(128, 1),
    VNI(24, 2),
    ASN(32, 3),
    /** Numbers of plants, from which ranges of ASNs and VNIs of the fabric follow (decision 16). */
    PLANT(8, 4);

    private final int bits;
    private final int space;

    PoolKind(int bits, int space) {
        this.bits = bits;
        this.space = space;
    }

    /** Width of a number. */
    public int bits() {
        return bits;
    }

    /** Whether a number of this kind and one of the other can be the same thing. */
    public boolean sharesSpaceWith(PoolKind other) {
        return space == other.space;
    }
}
