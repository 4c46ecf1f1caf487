package metalplant.wireguard.plan;

import metalplant.model.Problem;

/** One key of a pair of plants. Both sides count alike: a tunnel of generation n has the n-th key of either side. */
public sealed interface KeyOfGeneration permits PeerKey, OwnKey {
    /** Far beyond what daily rotation reaches; leaves room for the next one. */
    int GENERATION_MAX = 1_000_000_000;

    /** Of the tunnel of two plants that have just met: the ledger gave no number yet to one of them. A plant has one of these at a time. */
    int MEETING = 0;

    /** From 1 on, or {@link #MEETING}. */
    int generation();

    PublicKey key();

    /** @throws Problem BAD_REQUEST for a number that is no generation */
    static void check(int generation) {
        if (generation < MEETING || generation > GENERATION_MAX) {
            throw Problem.bad("a key generation is a number from %d to %d".formatted(MEETING, GENERATION_MAX));
        }
    }
}
