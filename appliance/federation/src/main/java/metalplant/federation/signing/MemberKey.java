package metalplant.federation.signing;

import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;

/** The public half of an Ed25519 key, as the 32 bytes of RFC 8032. */
public record MemberKey(Bytes raw) implements Comparable<MemberKey> {
    /** Bytes of a key. */
    public static final int SIZE = 32;

    public MemberKey {
        if (raw.size() != SIZE) {
            throw new IllegalArgumentException("a key has %d bytes".formatted(SIZE));
        }
    }

    /** The plant whose root key this is. */
    public PlantId plant() {
        return PlantId.of(raw);
    }

    @Override
    public int compareTo(MemberKey other) {
        return raw.compareTo(other.raw);
    }

    @Override
    public String toString() {
        return raw.toString();
    }
}
