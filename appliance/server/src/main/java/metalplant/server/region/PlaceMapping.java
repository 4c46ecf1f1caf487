package metalplant.server.region;

import java.util.Map;
import java.util.Optional;
import metalplant.model.region.Coordinates;
import metalplant.wire.region.PlaceCoordinates;
import org.jspecify.annotations.Nullable;

/** What regions and zones have in common, between wire and model. */
final class PlaceMapping {
    private PlaceMapping() {}

    static Optional<Coordinates> coordinates(@Nullable PlaceCoordinates given) {
        return Optional.ofNullable(given).map(where -> new Coordinates(where.latitude(), where.longitude()));
    }

    /** Labels of a new place. */
    static Map<String, String> labels(Map<String, String> labels, @Nullable PlaceCoordinates given) {
        return coordinates(given).map(where -> where.into(labels)).orElse(labels);
    }

    static @Nullable PlaceCoordinates coordinates(Map<String, String> labels) {
        return Coordinates.of(labels)
                .map(where -> new PlaceCoordinates(where.latitude(), where.longitude()))
                .orElse(null);
    }
}
