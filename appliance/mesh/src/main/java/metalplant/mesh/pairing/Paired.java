package metalplant.mesh.pairing;

import java.util.List;
import metalplant.federation.invite.Invite;
import metalplant.federation.value.PlantId;

/**
 * Two plants met. Nothing is pinned by this: whoever gets it writes it down, shows the words, and pins when both people said yes.
 *
 * @param role of this plant
 * @param theirs what to pin, authenticated by the code and by its own root key
 * @param invite the same on both sides, with the secret of the join
 * @param checkWords the same four on both screens
 */
public record Paired(PairingRole role, PlantCard theirs, Invite invite, List<String> checkWords) {
    public Paired {
        checkWords = List.copyOf(checkWords);
    }

    public PlantId plant() {
        return theirs.plant();
    }
}
