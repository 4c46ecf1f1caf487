package metalplant.federation.plant;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import metalplant.federation.entry.Range;
import metalplant.federation.entry.Tenure;
import metalplant.federation.escrow.Extent;
import metalplant.federation.guard.Guards;
import metalplant.federation.value.PlantId;

/**
 * What a plant may allocate from, by its own state alone: no link, no waiting (I12). What the database keeps per block is computed
 * from here in the transaction that takes in the ledger's entries.
 */
public final class Holdings {
    private Holdings() {}

    /** Whether a new address may be taken at this number now (I3). */
    public static boolean usable(PlantState state, String pool, BigInteger number, Guards guards) {
        if (!state.phase().allocates() || state.ledger().state().isEmpty()) {
            return false;
        }
        var one = new Range(pool, number, BigInteger.ONE);
        return state.federation()
                .pools()
                .tenure(one)
                .filter(tenure ->
                        tenure.is(Tenure.State.GRANTED) && tenure.owner().equals(state.me()))
                .filter(tenure -> guards.grantOfThisLife(
                        tenure.incarnation(), state.self().incarnation().counter()))
                .filter(_ -> guards.notLeaving(
                        state.leaving().stream().anyMatch(each -> each.range().overlaps(one))))
                .isPresent();
    }

    /** Ranges that this plant holds by the ledger it knows, usable or not. */
    public static List<Extent> held(PlantState state) {
        return state.ledger()
                .state()
                .map(known -> known.pools().heldBy(state.me()))
                .orElse(List.of());
    }

    /** Who holds this number, as far as this plant knows: what a refusal names. */
    public static Optional<PlantId> holder(PlantState state, String pool, BigInteger number) {
        return state.ledger()
                .state()
                .flatMap(known -> known.pools().tenure(new Range(pool, number, BigInteger.ONE)))
                .filter(tenure -> !tenure.is(Tenure.State.FREE))
                .map(Tenure::owner);
    }
}
