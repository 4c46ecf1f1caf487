package metalplant.server.region;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import metalplant.core.region.ZoneUse;
import metalplant.wire.region.ZoneCheckResponse;

/** What is known of the plants that have partitions in zones. */
public interface ZoneLinks extends ZoneUse {
    /** The label of this plant. */
    String own();

    /** The last round trip to a plant, by label, in milliseconds. */
    Optional<Double> roundTrip(String plant);

    /**
     * Measures the links between plants now; takes seconds.
     *
     * @param zones in which a plant has partitions, by its label
     * @param counts whether links to a plant are asked for, by its label
     */
    ZoneCheckResponse check(Function<String, List<String>> zones, Predicate<String> counts);
}
