package metalplant.mesh.pairing;

import metalplant.federation.signing.Signer;
import metalplant.federation.value.PlantId;

/** This plant at a meeting: what it says of itself, and the root key that signs it. */
public record PairingSelf(Signer signer, PlantCard card) {
    public PairingSelf {
        if (!signer.key().equals(card.record().key())) {
            throw new IllegalArgumentException("a plant introduces itself with its own key");
        }
    }

    public PlantId plant() {
        return card.plant();
    }
}
