package metalplant.wire;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What stands for a value that is not there. Null dies in the constructors that call this. */
public final class Absent {
    private Absent() {}

    /** The list, or an empty one: for lists that are never null on the wire. */
    public static <T> List<T> toEmpty(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    /** The map, or an empty one: for objects that are never null on the wire. */
    public static <V> Map<String, V> toEmpty(@Nullable Map<String, V> map) {
        return map == null ? Map.of() : map;
    }

    /** The text, or an empty one. */
    public static String toText(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** The list, or null when it is empty: for the few lists that the contract sends as null, whole answers among them. */
    public static <T> @Nullable List<T> whenEmpty(@Nullable List<T> list) {
        return list == null || list.isEmpty() ? null : list;
    }
}
