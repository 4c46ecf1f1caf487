package metalplant.model.region;

import java.util.Map;
import java.util.regex.Pattern;
import metalplant.model.Problem;

/** What regions and zones may be called. */
public final class PlaceRules {
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");
    private static final int TEXT_MAX = 1_024;
    private static final int LABELS_MAX = 64;

    private PlaceRules() {}

    /** @throws Problem BAD_REQUEST for an id that cannot be part of a path or a label */
    public static void requireId(String id) {
        if (id.isEmpty()) {
            throw Problem.bad("id should not be empty");
        }
        if (!ID.matcher(id).matches()) {
            throw Problem.bad(
                    "id must have 1 to 63 letters, digits, '.', '_' or '-' and begin and end with a letter or a digit");
        }
    }

    /** @throws Problem BAD_REQUEST for more than anybody reads */
    public static void requireTexts(String name, String description, Map<String, String> labels) {
        if (name.length() > TEXT_MAX || description.length() > TEXT_MAX) {
            throw Problem.bad("name and description may have at most %d characters".formatted(TEXT_MAX));
        }
        boolean longLabel = labels.entrySet().stream()
                .anyMatch(label -> label.getKey().isEmpty()
                        || label.getKey().length() > TEXT_MAX
                        || label.getValue().length() > TEXT_MAX);
        if (labels.size() > LABELS_MAX || longLabel) {
            throw Problem.bad(
                    "at most %d labels with keys and values of at most %d characters".formatted(LABELS_MAX, TEXT_MAX));
        }
    }
}
