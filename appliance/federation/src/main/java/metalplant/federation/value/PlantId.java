package metalplant.federation.value;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A plant, for ever: the first half of the hash of its root public key, so that nobody can claim another's.
 *
 * @param text 32 small hex digits
 */
public record PlantId(String text) implements Comparable<PlantId> {
    private static final int SIZE = 32;
    private static final int KNOWN_MAX = 1_024;

    /** Ids of keys that were asked for lately: asked often, and each costs a hash. */
    private static final Map<Bytes, PlantId> KNOWN = new ConcurrentHashMap<>();

    public PlantId {
        if (text.length() != SIZE || !isHex(text)) {
            throw new IllegalArgumentException("a plant id has 32 hex digits");
        }
    }

    /** The id that belongs to a root key. */
    public static PlantId of(Bytes rootKey) {
        var known = KNOWN.get(rootKey);
        if (known != null) {
            return known;
        }
        if (KNOWN.size() >= KNOWN_MAX) {
            KNOWN.clear();
        }
        var id = new PlantId(Hash.of(rootKey.toArray()).sum().hex().substring(0, SIZE));
        KNOWN.put(rootKey, id);
        return id;
    }

    private static boolean isHex(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int compareTo(PlantId other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text.substring(0, 8);
    }
}
