package metalplant.federation.plant;

import java.util.List;
import metalplant.federation.entry.Body;
import metalplant.federation.entry.Entry;
import metalplant.federation.entry.Seal;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;

/**
 * The one entry that this plant is trying to get into the ledger. Once it was handed to the carrier it is undecided until the
 * ledger has an entry in its place: nothing else is tried before.
 *
 * @param wanted plants that must sign too and have not yet
 * @param handedOver whether the carrier may know of it
 */
public record Pending(Hash lineage, Body body, List<Seal> seals, List<PlantId> wanted, boolean handedOver) {
    /** What others sign, by its name. */
    Hash bodyHash() {
        return Hash.of(body.signedBytes());
    }

    Bytes bytes() {
        return Entry.withSeals(body, seals).bytes();
    }

    Pending with(Seal seal, PlantId from) {
        var more = new java.util.ArrayList<>(seals);
        more.add(seal);
        return new Pending(
                lineage,
                body,
                List.copyOf(more),
                wanted.stream().filter(plant -> !plant.equals(from)).toList(),
                handedOver);
    }

    Pending handed() {
        return new Pending(lineage, body, seals, wanted, true);
    }
}
