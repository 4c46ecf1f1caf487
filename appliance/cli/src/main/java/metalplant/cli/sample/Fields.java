package metalplant.cli.sample;

import java.util.LinkedHashMap;
import java.util.Map;

/** An object of a document, its fields in the order in which they are written. */
final class Fields {
    private Fields() {}

    /** @param pairs names and values in turn */
    static Map<String, Object> of(Object... pairs) {
        var fields = new LinkedHashMap<String, Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            fields.put((String) pairs[i], pairs[i + 1]);
        }
        return fields;
    }

    /** The beginning of every document. */
    static Map<String, Object> head(String apiVersion, String kind, Map<String, Object> metadata) {
        return of("apiVersion", apiVersion, "kind", kind, "metadata", metadata);
    }
}
