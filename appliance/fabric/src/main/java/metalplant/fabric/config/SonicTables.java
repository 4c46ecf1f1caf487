package metalplant.fabric.config;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * CONFIG_DB while it is written: tables of rows of fields, all in the order of their names, as SONiC itself saves them. A row without
 * fields says that the thing is there.
 */
final class SonicTables {
    private final TreeMap<String, TreeMap<String, TreeMap<String, String>>> tables = new TreeMap<>();

    SonicTables row(String table, String key, Map<String, String> fields) {
        tables.computeIfAbsent(table, _ -> new TreeMap<>())
                .computeIfAbsent(key, _ -> new TreeMap<>())
                .putAll(fields);
        return this;
    }

    SonicTables row(String table, String key) {
        return row(table, key, Map.of());
    }

    /** As {@code config_db.json}. */
    String json() {
        return "{\n"
                + tables.entrySet().stream()
                        .map(table -> "    %s: {\n%s\n    }".formatted(quoted(table.getKey()), rows(table.getValue())))
                        .collect(Collectors.joining(",\n"))
                + "\n}\n";
    }

    private static String rows(TreeMap<String, TreeMap<String, String>> rows) {
        return rows.entrySet().stream()
                .map(row -> "        %s: %s".formatted(quoted(row.getKey()), fields(row.getValue())))
                .collect(Collectors.joining(",\n"));
    }

    private static String fields(TreeMap<String, String> fields) {
        return fields.isEmpty()
                ? "{}"
                : fields.entrySet().stream()
                        .map(field -> "            %s: %s".formatted(quoted(field.getKey()), quoted(field.getValue())))
                        .collect(Collectors.joining(",\n", "{\n", "\n        }"));
    }

    private static String quoted(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
