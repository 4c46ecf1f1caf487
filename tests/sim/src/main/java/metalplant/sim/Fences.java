package metalplant.sim;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import metalplant.federation.membership.Member;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;
import org.jspecify.annotations.Nullable;

/**
 * What operators did to plants before they said "fenced": such a plant uses no shared address, invites nobody, and reaches no plant but
 * those that know of the fence, to whom it has to come back. The same holds for plants that joined through it behind the back of
 * those who fence it: their ledger does not know them, so people have to.
 */
final class Fences {
    /** Who is fenced, and through whom it came. */
    private final Map<PlantId, PlantId> through = new TreeMap<>();

    /** In which lineages the fence stands, and where. */
    private final Map<PlantId, Map<Hash, Long>> readAt = new HashMap<>();

    private final Simulation sim;

    Fences(Simulation sim) {
        this.sim = sim;
    }

    /** Operators of {@code by} fence this plant, which their ledger says is evicted. */
    void put(SimPlant by, SimPlant plant) {
        one(plant, plant.id());
        var federation = by.state().federation();
        for (var other : sim.plants) {
            boolean known = federation
                    .members()
                    .find(other.id())
                    .filter(member -> member.status() != Member.Status.LEFT)
                    .isPresent();
            boolean followed = other.state()
                    .ledger()
                    .state()
                    .filter(theirs -> theirs.members().mayWrite(plant.id())
                            && !theirs.epoch()
                                    .lineage()
                                    .equals(federation.epoch().lineage()))
                    .isPresent();
            if (!known && followed) {
                sim.sometimes("fenced with the one it joined through");
                one(other, plant.id());
            }
        }
    }

    private void one(SimPlant plant, PlantId via) {
        sim.say("plant %d is fenced".formatted(plant.index));
        through.putIfAbsent(plant.id(), via);
        sim.oracle.fence(plant);
    }

    boolean isFenced(SimPlant plant) {
        return through.containsKey(plant.id());
    }

    /** It came back, or people see that they were wrong. */
    void lift(SimPlant plant) {
        through.remove(plant.id());
        readAt.remove(plant.id());
        sim.oracle.unfence(plant);
    }

    boolean keepsApart(SimPlant one, SimPlant other) {
        return isApart(one, other) || isApart(other, one);
    }

    private boolean isApart(SimPlant plant, SimPlant from) {
        return isApart(plant) && !knows(from, through.get(plant.id()));
    }

    /** Whether it is kept from anybody; not if the word of the operators never came into a ledger and all is over. */
    boolean isApart(SimPlant plant) {
        return isFenced(plant)
                && (sim.isTroubled()
                        || sim.plants.stream()
                                .anyMatch(each ->
                                        each != plant && !each.destroyed && knows(each, through.get(plant.id()))));
    }

    /** Whether this plant has read of the fence, also if it has read meanwhile that the other one came back. */
    private boolean knows(SimPlant plant, @Nullable PlantId fenced) {
        var state = plant.state().ledger().state();
        if (fenced == null || state.isEmpty()) {
            return false;
        }
        var read = readAt.computeIfAbsent(fenced, _ -> new HashMap<>());
        var lineage = state.get().epoch().lineage();
        state.get()
                .members()
                .find(fenced)
                .filter(Member::fenced)
                .ifPresent(member -> read.putIfAbsent(lineage, member.fencedAt()));
        long head = plant.state().ledger().head().seq();
        return read.containsKey(lineage) && read.get(lineage) <= head;
    }
}
