package metalplant.fabric.policy;

/** A tag of a route (RFC 8092): three numbers of 32 bits, unsigned. */
public record LargeCommunity(long administrator, long kind, long value) implements Comparable<LargeCommunity> {
    private static final long MAX = 0xffff_ffffL;

    public LargeCommunity {
        if (!fits(administrator) || !fits(kind) || !fits(value)) {
            throw new IllegalArgumentException("%d:%d:%d".formatted(administrator, kind, value));
        }
    }

    private static boolean fits(long part) {
        return part >= 0 && part <= MAX;
    }

    @Override
    public int compareTo(LargeCommunity other) {
        int first = Long.compare(administrator, other.administrator);
        int second = first != 0 ? first : Long.compare(kind, other.kind);
        return second != 0 ? second : Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return administrator + ":" + kind + ":" + value;
    }
}
