package metalplant.fabric.proof;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import metalplant.fabric.check.LeakCheck;
import metalplant.fabric.zone.Planner;
import metalplant.fabric.zone.Proposal;
import metalplant.fabric.zone.Zone;

/** Plans random zones and has each of them checked, with hostile tenants, until something is wrong or enough were played. */
public final class Proof {
    private Proof() {}

    /**
     * What came of it.
     *
     * @param byProposal how many zones of each
     * @param wrong the first zone with a finding
     */
    public record Outcome(int zones, Map<Proposal, Integer> byProposal, Optional<Wrong> wrong) {}

    /** @param turn which one it was, from 0 on */
    public record Wrong(int turn, Zone zone, LeakCheck.Finding finding) {}

    /** The same seed plays the same zones. */
    public static RandomGenerator seeded(long seed) {
        return RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
    }

    /** Plays so many zones. */
    public static Outcome of(int zones, RandomGenerator random) {
        var played = new EnumMap<Proposal, Integer>(Proposal.class);
        for (int turn = 0; turn < zones; turn++) {
            var zone = AnyZone.of(random);
            var findings = LeakCheck.of(zone, Planner.plan(zone));
            played.merge(zone.proposal(), 1, Integer::sum);
            if (!findings.isEmpty()) {
                return new Outcome(turn + 1, played, Optional.of(new Wrong(turn, zone, findings.getFirst())));
            }
        }
        return new Outcome(zones, played, Optional.empty());
    }
}
