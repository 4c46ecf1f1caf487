package metalplant.federation.entry;

import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;

/** A set of keys that only one plant can open. */
public record SealedKeys(PlantId to, Bytes sealed) {
    /** More than any way of sealing a few keys needs. */
    public static final int SEALED_BYTES_MAX = 512;

    public SealedKeys {
        if (sealed.size() == 0 || sealed.size() > SEALED_BYTES_MAX) {
            throw new IllegalArgumentException("sealed keys have 1 to %d bytes".formatted(SEALED_BYTES_MAX));
        }
    }
}
