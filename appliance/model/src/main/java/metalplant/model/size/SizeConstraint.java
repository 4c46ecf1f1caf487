package metalplant.model.size;

import java.util.Locale;

/**
 * One range that hardware of a size must fall into.
 *
 * @param min inclusive; cores, bytes of memory, bytes of storage or number of GPUs
 * @param max inclusive
 * @param identifier glob over CPU model, disk name or GPU model; "" = all
 */
public record SizeConstraint(Type type, long min, long max, String identifier) {
    /** What is measured, lower case on the wire. */
    public enum Type {
        CORES,
        MEMORY,
        STORAGE,
        GPU;

        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
