package metalplant.federation.homes;

import java.util.List;
import metalplant.federation.guard.Guards;
import metalplant.federation.value.PlantId;
import metalplant.model.ip.Cidr;

/**
 * Whether a plant may make a network of a project now (I11, decision 12). Nobody waits for this: the answer follows from what the
 * ledger said before.
 *
 * <pre>
 * the plant has claimed the prefixes                        allowed, also while it is cut off
 * it is the home of the project and nobody has a claim      allowed: until somebody asks, only the home has networks of it
 * another plant has claimed what overlaps                   never
 * else                                                      to be claimed first
 * </pre>
 *
 * <p>Nobody but the home knows whether the project has networks there, so it says so before anybody else gets a claim: a plant asks with
 * an empty claim, the home answers with all that it has, and from then on the home needs claims as well. So does one that asked or
 * claimed before it became the home.
 */
public sealed interface Spanning {
    record Allowed() implements Spanning {}

    /** The ledger has to know it first. */
    record Unclaimed() implements Spanning {}

    record Taken(PlantId by) implements Spanning {}

    /**
     * Decides.
     *
     * @param atHome whether the plant is the home of the project
     * @param spans of the project, in all plants
     * @param wanted out of which the network is made
     */
    static Spanning of(boolean atHome, PlantId me, List<Span> spans, List<Cidr> wanted, Guards guards) {
        boolean mine = spans.stream().anyMatch(span -> span.plant().equals(me) && span.covers(wanted));
        var others = spans.stream().filter(span -> !span.plant().equals(me)).toList();
        if (guards.spanClaimed(mine || (atHome && spans.isEmpty()))) {
            return new Allowed();
        }
        return others.stream()
                .filter(span -> span.overlaps(wanted))
                .findFirst()
                .<Spanning>map(span -> new Taken(span.plant()))
                .orElseGet(Unclaimed::new);
    }
}
