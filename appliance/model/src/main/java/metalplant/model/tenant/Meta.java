package metalplant.model.tenant;

import java.util.List;
import java.util.Map;
import metalplant.model.Problem;

/**
 * Free notes that projects and tenants carry.
 *
 * @param version as clients see it: starts at 0, rises with each update
 */
public record Meta(Map<String, String> annotations, List<String> labels, long version) {
    public static final Meta EMPTY = new Meta(Map.of(), List.of(), 0);

    public Meta withVersion(long newVersion) {
        return new Meta(annotations, labels, newVersion);
    }

    /**
     * The version after an update by a caller who read {@code seen}. A version ahead of the stored one is taken, as the
     * reference does.
     *
     * @throws Problem RULE_VIOLATED when {@code seen} is not the newest any more
     */
    public long next(long seen, String kind, String id) {
        if (seen < version || seen == Long.MAX_VALUE) {
            throw Problem.refused(
                    "%s \"%s\" has version %d by now, read it again and retry".formatted(kind, id, version));
        }
        return seen + 1;
    }
}
