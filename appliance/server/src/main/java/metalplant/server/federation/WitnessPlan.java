package metalplant.server.federation;

import java.util.ArrayList;
import java.util.List;
import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.ledger.Acceptance;
import metalplant.federation.ledger.FederationState;
import metalplant.federation.membership.Member;
import metalplant.federation.value.Hash;
import metalplant.mesh.link.PingResult;
import metalplant.model.Problem;
import metalplant.wire.federation.JoinPlan;
import metalplant.wire.federation.PlanItem;

/** What a plant shows before it takes a witness in. Pure. */
final class WitnessPlan {
    /** So many plants vote without help. */
    private static final int ENOUGH = 3;

    private WitnessPlan() {}

    /** @throws Problem RULE_VIOLATED if a witness would change nothing */
    static void refuseIfUseless(FederationState federation) {
        if (federation.witness().isPresent()) {
            throw Problem.refused("there is a witness already: ./plantctl federation witness remove");
        }
        if (voters(federation) >= ENOUGH) {
            throw Problem.refused(
                    "%d plants vote: one of them may be lost without a witness".formatted(voters(federation)));
        }
    }

    private static long voters(FederationState federation) {
        return federation.epoch().voters().stream()
                .filter(voter -> !federation.isWitness(voter.plant()))
                .count();
    }

    static JoinPlan of(MemberRecord witness, FederationState federation, PingResult ping) {
        var items = new ArrayList<PlanItem>();
        boolean reads = witness.level() >= federation.level();
        items.add(new PlanItem(
                "version",
                reads ? "good" : "error",
                "ledger level %d here, %d there".formatted(Acceptance.LEVEL, witness.level()),
                reads ? null : "upgrade the witness first"));
        items.add(new PlanItem("rtt", "good", "%.1f ms".formatted(ping.rtt().toNanos() / 1e6), null));
        long members = federation.members().all().stream()
                .filter(member -> member.status() == Member.Status.ACTIVE)
                .count();
        items.add(new PlanItem(
                "witness",
                "note",
                "%s keeps the entries of the ledger (names, keys, prefixes; no secrets) and votes"
                        .formatted(witness.label()),
                members > 1
                        ? "one of two plants may be lost and the ledger goes on"
                        : "it votes once a second plant is a member"));
        return new JoinPlan(Hash.of(CanonicalForm.encode(witness)).sum().hex(), List.copyOf(items));
    }
}
