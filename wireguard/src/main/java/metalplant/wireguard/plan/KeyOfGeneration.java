package metalplant.wireguard.plan;

import metalplant.model.Problem;

/** One key of a pair of plants. Both sides count alike: a tunnel of generation n has the n-th key of either side. */
public sealed interface KeyOfGeneration permits PeerKey, OwnKey {
    /** Far beyond what daily rotation reaches; leaves room for the next one. */
    int GENERATION_MAX = 1_000_000_000;

    /** From 1. */
    int generation();

    PublicKey key();

    /** @throws Problem BAD_REQUEST for a number that is no generation */
    static void check(int generation) {
        if (generation < 1 || generation > GENERATION_MAX) {
            throw Problem.bad("a key generation is a number from 1 to %d".formatted(GENERATION_MAX));
        }
    }
}
