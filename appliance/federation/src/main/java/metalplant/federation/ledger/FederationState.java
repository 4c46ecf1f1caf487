package metalplant.federation.ledger;

import java.util.Optional;
import java.util.UUID;
import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.epoch.Epoch;
import metalplant.federation.escrow.Pools;
import metalplant.federation.homes.Homes;
import metalplant.federation.keys.DoorKeys;
import metalplant.federation.membership.Members;
import metalplant.federation.signing.MemberKey;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;
import metalplant.federation.value.SortedTree;
import metalplant.federation.witness.Witness;

/**
 * Everything the ledger says, folded from its entries. Two plants with equal ledgers have equal states, byte for byte.
 *
 * @param level highest schema level that may be written
 * @param recovery public half of the recovery key
 * @param witness votes beside the members
 * @param requests the last requests that had their effect, with their seq
 * @param requestAt the same by seq, so that old ones can be forgotten
 */
public record FederationState(
        UUID federation,
        int level,
        MemberKey recovery,
        Epoch epoch,
        Members members,
        Pools pools,
        Homes homes,
        DoorKeys doorKeys,
        Optional<Witness> witness,
        SortedTree<UUID, Long> requests,
        SortedTree<Long, UUID> requestAt) {
    /** Requests that are remembered. A proposal is decided long before as many others have passed it. */
    public static final int REQUESTS_MAX = 10_000;

    /** A sum over everything, equal on all plants that read the same entries. */
    public Hash digest() {
        return Hash.of(CanonicalForm.encode(this));
    }

    /** Whether this plant can sign and be asked: the witness cannot. */
    public boolean isWitness(PlantId plant) {
        return witness.filter(each -> each.plant().equals(plant)).isPresent();
    }

    FederationState with(Members changed) {
        return new FederationState(
                federation, level, recovery, epoch, changed, pools, homes, doorKeys, witness, requests, requestAt);
    }

    FederationState with(Epoch changed) {
        return new FederationState(
                federation, level, recovery, changed, members, pools, homes, doorKeys, witness, requests, requestAt);
    }

    FederationState with(Pools changed) {
        return new FederationState(
                federation, level, recovery, epoch, members, changed, homes, doorKeys, witness, requests, requestAt);
    }

    FederationState with(Homes changed) {
        return new FederationState(
                federation, level, recovery, epoch, members, pools, changed, doorKeys, witness, requests, requestAt);
    }

    FederationState with(DoorKeys changed) {
        return new FederationState(
                federation, level, recovery, epoch, members, pools, homes, changed, witness, requests, requestAt);
    }

    FederationState with(Optional<Witness> changed) {
        return new FederationState(
                federation, level, recovery, epoch, members, pools, homes, doorKeys, changed, requests, requestAt);
    }

    FederationState withLevel(int changed) {
        return new FederationState(
                federation, changed, recovery, epoch, members, pools, homes, doorKeys, witness, requests, requestAt);
    }

    FederationState remembering(UUID request, long seq) {
        var ids = requests.with(request, seq);
        var seqs = requestAt.with(seq, request);
        if (seqs.size() > REQUESTS_MAX) {
            var oldest = seqs.pairs().getFirst();
            ids = ids.without(oldest.value());
            seqs = seqs.without(oldest.key());
        }
        return new FederationState(
                federation, level, recovery, epoch, members, pools, homes, doorKeys, witness, ids, seqs);
    }
}
