package metalplant.ratis.trust;

import java.util.Optional;
import java.util.UUID;
import metalplant.federation.value.PlantId;

/** Ids of Raft peers: the plant, a dot, and chance. The plant is in it so that a certificate can be compared with it. */
public final class PeerNames {
    private static final int PLANT_SIZE = 32;

    private PeerNames() {}

    /** A name that was never used. */
    public static String fresh(PlantId plant, UUID chance) {
        return plant.text() + "." + chance.toString().replace("-", "").substring(0, 16);
    }

    /** Whose voter this is; empty if it is no such name. */
    public static Optional<PlantId> plant(String peer) {
        if (peer.length() <= PLANT_SIZE || peer.charAt(PLANT_SIZE) != '.') {
            return Optional.empty();
        }
        try {
            return Optional.of(new PlantId(peer.substring(0, PLANT_SIZE)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
