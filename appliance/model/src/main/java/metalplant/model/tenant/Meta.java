package metalplant.model.tenant;

import java.util.List;
import java.util.Map;

/**
 * Free notes that projects and tenants carry.
 *
 * @param version as clients see it: starts at 0, rises with each update
 */
public record Meta(Map<String, String> annotations, List<String> labels, long version) {
    public static final Meta EMPTY = new Meta(Map.of(), List.of(), 0);
}
