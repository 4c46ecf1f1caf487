package metalplant.core.region;

import java.util.Map;
import java.util.Optional;
import metalplant.model.region.Coordinates;

/** Labels of a place, of which some are facts with fields of their own. */
final class Facts {
    private Facts() {}

    /** Labels that replace all others leave the coordinates as they are, unless there are new ones. */
    static Map<String, String> changed(
            Map<String, String> old, Optional<Map<String, String>> labels, Optional<Coordinates> coordinates) {
        var given = labels.orElse(old);
        return coordinates
                .or(() -> Coordinates.of(given))
                .or(() -> Coordinates.of(old))
                .map(where -> where.into(given))
                .orElse(given);
    }
}
