package metalplant.federation.entry;

import metalplant.federation.value.PlantId;

/**
 * A voter of the carrier.
 *
 * @param peer its id there; a voter that lost its log or vote comes back under a new one (decision 8)
 */
public record Voter(PlantId plant, String peer) {
    public Voter {
        Labels.checked(peer);
    }
}
