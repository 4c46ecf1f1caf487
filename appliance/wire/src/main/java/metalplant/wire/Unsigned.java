package metalplant.wire;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The limits of unsigned numbers, which Java has no types for. Called by constructors; while reading, the mapper turns
 * the exception into a {@link com.fasterxml.jackson.databind.JsonMappingException}.
 */
public final class Unsigned {
    private static final int BYTE_MAX = 255;

    private Unsigned() {}

    /**
     * Refuses a negative number.
     *
     * @throws IllegalArgumentException naming the field
     */
    public static void check(String field, @Nullable Long value) {
        if (value != null && value < 0) {
            throw new IllegalArgumentException(field + " must not be negative");
        }
    }

    /**
     * Refuses a number that does not fit in eight bits.
     *
     * @throws IllegalArgumentException naming the field
     */
    public static void checkByte(String field, @Nullable Integer value) {
        if (value != null && (value < 0 || value > BYTE_MAX)) {
            throw new IllegalArgumentException(field + " must be between 0 and " + BYTE_MAX);
        }
    }

    /**
     * Refuses a map with a number that does not fit in eight bits.
     *
     * @throws IllegalArgumentException naming the field
     */
    public static void checkBytes(String field, @Nullable Map<String, Integer> values) {
        if (values != null) {
            values.values().forEach(value -> checkByte(field, value));
        }
    }
}
