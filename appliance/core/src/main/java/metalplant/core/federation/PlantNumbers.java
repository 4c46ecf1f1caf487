package metalplant.core.federation;

import java.math.BigInteger;
import java.util.Optional;
import metalplant.federation.entry.PoolKind;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.entry.Tenure;
import metalplant.federation.ledger.FederationState;
import metalplant.federation.plant.PlantState;
import metalplant.federation.value.PlantId;
import metalplant.model.number.NumberWindows;

/** The numbers of the plants: a pool of the ledger like any other, in which each plant holds one. */
public final class PlantNumbers {
    /** Every number that a plant can have. */
    public static final PoolSpec POOL = new PoolSpec(
            "plant-numbers", PoolKind.PLANT, BigInteger.ZERO, BigInteger.ONE, NumberWindows.PLANT_LAST + 1L);

    private PlantNumbers() {}

    /** The windows of this plant, once the ledger gave it a number. A restored plant keeps its number: nobody else can have it. */
    public static Optional<NumberWindows> windows(PlantState state) {
        return of(state, state.me()).map(NumberWindows::new);
    }

    /** The number of a plant, once the ledger gave it one. */
    public static Optional<Integer> of(PlantState state, PlantId plant) {
        return state.ledger().state().flatMap(known -> of(known, plant));
    }

    /** Whether no plant holds this number. */
    public static boolean isFree(FederationState known, int number) {
        return known.pools()
                .find(POOL.id())
                .flatMap(pool -> pool.at(BigInteger.valueOf(number)))
                .filter(extent -> !extent.is(Tenure.State.FREE))
                .isEmpty();
    }

    /** The number of a plant by this ledger. */
    public static Optional<Integer> of(FederationState known, PlantId plant) {
        return known.pools()
                .find(POOL.id())
                .flatMap(pool -> pool.heldBy(plant).stream()
                        .filter(extent -> extent.is(Tenure.State.GRANTED))
                        .findFirst())
                .map(extent -> extent.range().first().intValueExact());
    }
}
