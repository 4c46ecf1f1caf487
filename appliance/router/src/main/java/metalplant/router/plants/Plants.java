package metalplant.router.plants;

import java.util.List;
import java.util.Optional;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.router.table.Entity;

/**
 * The plants behind the door, as somebody else knows them: the ledger, or a file. Asked on every request, so answers come from memory; they
 * may change between two calls.
 */
public interface Plants {
    /** The plant this door stands in; one of {@link #all}. */
    Plant local();

    /** All of them, the own one included, in a fixed order. */
    List<Plant> all();

    /** The home of a shared entity: the only plant that writes it. Empty if that is not known. */
    default Optional<String> home(Entity entity, String id) {
        return Optional.empty();
    }

    /** Whether the own plant shows a shared entity under this id, be it its own or a copy; false if plants share none of the kind. */
    default boolean shows(Entity entity, String id) {
        return false;
    }

    /** Whether the own plant has a copy of every network that plants share. */
    default boolean sharesNetworks() {
        return false;
    }

    /** The plant whose blocks hold an address, so that only it can give it away. Empty if that is not known. */
    default Optional<String> holder(String address) {
        return Optional.empty();
    }

    /** The plant of this name. */
    default Optional<Plant> named(String label) {
        return all().stream().filter(plant -> plant.label().equals(label)).findFirst();
    }

    /** @throws Problem PLANT_UNREACHABLE if it is no member any more */
    default Plant require(String label) {
        return named(label)
                .orElseThrow(() -> Problem.of(
                        ProblemCode.PLANT_UNREACHABLE, "plant %s is not known to this door".formatted(label)));
    }

    /** The plant that certainly owns a partition. */
    default Optional<Plant> ownerOf(String partition) {
        return all().stream()
                .filter(plant -> plant.partitions().contains(partition))
                .findFirst();
    }

    /** Plants that never change. */
    static Plants fixed(String local, List<Plant> all) {
        var plants = List.copyOf(all);
        var own = plants.stream()
                .filter(plant -> plant.label().equals(local))
                .findFirst()
                .orElseThrow(() -> Problem.bad("the own plant %s is not among the plants".formatted(local)));
        if (plants.stream().map(Plant::label).distinct().count() != plants.size()) {
            throw Problem.bad("two plants have the same label");
        }
        return new Plants() {
            @Override
            public Plant local() {
                return own;
            }

            @Override
            public List<Plant> all() {
                return plants;
            }
        };
    }
}
