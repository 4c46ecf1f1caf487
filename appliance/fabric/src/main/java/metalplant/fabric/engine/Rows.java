package metalplant.fabric.engine;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Rows of CONFIG_DB: {@code TABLE|KEY} to fields. A row without fields says that the thing is there; in the database it has the field
 * {@code NULL}.
 */
public record Rows(SortedMap<String, SortedMap<String, String>> byKey) {
    public static final Rows NONE = new Rows(Collections.emptySortedMap());

    public Rows {
        var copy = new TreeMap<String, SortedMap<String, String>>();
        byKey.forEach((key, fields) -> copy.put(key, Collections.unmodifiableSortedMap(new TreeMap<>(fields))));
        byKey = Collections.unmodifiableSortedMap(copy);
    }

    /** Collects rows. */
    static final class Collector {
        private final TreeMap<String, SortedMap<String, String>> rows = new TreeMap<>();

        Collector add(String table, String key, Map<String, String> fields) {
            rows.computeIfAbsent(table + "|" + key, _ -> new TreeMap<>()).putAll(fields);
            return this;
        }

        Rows rows() {
            return new Rows(rows);
        }
    }

    /** A line for each row, for people and for golden files. */
    public String text() {
        return byKey.entrySet().stream()
                .map(row -> row.getKey()
                        + row.getValue().entrySet().stream()
                                .map(field -> " " + field.getKey() + "=" + field.getValue())
                                .collect(Collectors.joining())
                        + "\n")
                .collect(Collectors.joining());
    }
}
