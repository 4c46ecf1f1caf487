package metalplant.core.store;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import metalplant.model.peering.PlantFabric;

/** What the other plants of the federation told last of their partitions in zones: one row for each, and one for what this plant tells. */
public interface PlantFabricTable {
    Optional<PlantFabric> find(String plant);

    /** Those of other plants, in order of plant. */
    List<PlantFabric> others();

    /** Which of what each other plant said is here, in order of plant. */
    List<PlantFabric.Head> heads();

    /** In place of what was there. */
    void save(PlantFabric fabric);

    /** This plant said at this moment that it is still so. */
    void heard(String plant, Instant at);

    void forget(String plant);

    /** Forgets other plants but these. */
    default void keepOnly(Collection<String> plants) {
        heads().stream()
                .map(PlantFabric.Head::plant)
                .filter(each -> !plants.contains(each))
                .forEach(this::forget);
    }
}
