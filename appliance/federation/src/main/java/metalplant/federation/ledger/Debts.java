package metalplant.federation.ledger;

import java.util.List;
import metalplant.federation.epoch.Epoch;
import metalplant.federation.membership.Member;
import metalplant.federation.value.PlantId;

/**
 * Who can tell what was signed away before a break-glass.
 *
 * <p>A plant that remembers attests by itself. One that was put out can only be fenced. One that was restored since is here and has
 * forgotten: for it people look at all sites, as soon as nobody else is left who could know better.
 */
public final class Debts {
    private Debts() {}

    /** Whether this plant owes what it has forgotten, and is a member here: only people can pay for it. */
    public static boolean forgotten(FederationState state, PlantId plant) {
        return state.epoch()
                .owing()
                .get(plant)
                .filter(since -> since != Epoch.OWED_TO_PEOPLE)
                .flatMap(since -> state.members().find(plant).filter(member -> restoredSince(member, since)))
                .isPresent();
    }

    private static boolean restoredSince(Member member, long since) {
        return member.status().mayWrite() && member.livingSince() >= since;
    }

    /** Plants that may go on in the lineage that was left behind: those that have not told yet, and are not fenced. */
    public static List<PlantId> tellable(FederationState state) {
        var epoch = state.epoch();
        return epoch.owing().pairs().stream()
                .filter(debt -> debt.value() != Epoch.OWED_TO_PEOPLE && debt.value() <= epoch.openedAt())
                .map(debt -> debt.key())
                .filter(plant -> !forgotten(state, plant))
                .toList();
    }

    /** Plants whose debts people can pay now. */
    public static List<PlantId> payable(FederationState state) {
        boolean others = tellable(state).isEmpty();
        return state.epoch().owing().keys().stream()
                .filter(plant -> state.epoch().needsPeople(plant) || (others && forgotten(state, plant)))
                .toList();
    }
}
