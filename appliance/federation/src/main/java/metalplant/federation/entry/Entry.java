package metalplant.federation.entry;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.signing.Signer;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;

/**
 * One entry of the ledger: what is said, and who says so.
 *
 * @param seals ordered by key, one per key, so that the same entry has one form only
 */
public record Entry(Body body, List<Seal> seals) {
    /** More than a plant, its reserve owner, a witness and the recovery key is never needed. */
    public static final int SEALS_MAX = 8;

    public Entry {
        if (seals.isEmpty() || seals.size() > SEALS_MAX) {
            throw new IllegalArgumentException("an entry has 1 to %d seals".formatted(SEALS_MAX));
        }
        for (int i = 1; i < seals.size(); i++) {
            if (seals.get(i - 1).key().compareTo(seals.get(i).key()) >= 0) {
                throw new IllegalArgumentException("seals out of order");
            }
        }
    }

    /** Signs with each of these keys. */
    public static Entry sealed(Body body, List<Signer> signers) {
        return withSeals(
                body, signers.stream().map(signer -> Seal.of(body, signer)).toList());
    }

    /** An entry with these seals, in order; of two by the same key one stays. */
    public static Entry withSeals(Body body, List<Seal> seals) {
        var list = new ArrayList<Seal>();
        seals.stream().sorted(Comparator.comparing(Seal::key)).forEach(seal -> {
            if (list.isEmpty() || !list.getLast().key().equals(seal.key())) {
                list.add(seal);
            }
        });
        return new Entry(body, List.copyOf(list));
    }

    /** Its one and only form. */
    public Bytes bytes() {
        return Bytes.of(CanonicalForm.encode(this));
    }

    /** The head of the ledger once this entry is in it. */
    public static Head head(long seq, Bytes bytes) {
        return new Head(seq, Hash.of(bytes.toArray()));
    }
}
