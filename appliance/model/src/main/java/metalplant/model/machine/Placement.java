package metalplant.model.machine;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Chooses racks so that a project's machines are spread over them.
 *
 * @see "metal-stack MEP-12; metal-api-rest.md 4.4 step 7"
 */
public final class Placement {
    private Placement() {}

    /**
     * The racks that the next machine may come from: of those where the project has the fewest machines alike, the ones that also
     * have the fewest machines with any of the placement tags; where the two do not meet, the tags decide.
     *
     * @param racks racks that have a machine to give
     * @param load machines of the same project, role and size per rack; a rack without any may be absent
     * @param tagged the same, of those with any of the placement tags; empty = no tags were asked for
     * @return in order of id, so that a replay chooses alike; empty only if {@code racks} is
     */
    public static List<String> racks(
            Collection<String> racks, Map<String, Long> load, Optional<Map<String, Long>> tagged) {
        var byProject = leastLoaded(racks, load);
        var byTags = tagged.map(loads -> leastLoaded(racks, loads)).orElseGet(() -> new TreeSet<>(racks));
        var both = new TreeSet<>(byProject);
        both.retainAll(byTags);
        return List.copyOf(both.isEmpty() ? byTags : both);
    }

    private static TreeSet<String> leastLoaded(Collection<String> racks, Map<String, Long> load) {
        long least = racks.stream()
                .mapToLong(rack -> load.getOrDefault(rack, 0L))
                .min()
                .orElse(0);
        var result = new TreeSet<String>();
        for (var rack : racks) {
            if (load.getOrDefault(rack, 0L) == least) {
                result.add(rack);
            }
        }
        return result;
    }
}
