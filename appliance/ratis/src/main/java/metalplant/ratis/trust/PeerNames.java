package metalplant.ratis.trust;

import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import metalplant.federation.value.PlantId;

/** Ids of Raft peers: the plant, a dot, and chance. The plant is in it so that a certificate can be compared with it. */
public final class PeerNames {
    private static final int PLANT_SIZE = 32;
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}\\.[0-9a-f]{16}");

    private PeerNames() {}

    /** A name that was never used. */
    public static String fresh(PlantId plant, UUID chance) {
        return plant.text() + "." + chance.toString().replace("-", "").substring(0, 16);
    }

    /** Whose voter this is; empty if it is no such name. */
    public static Optional<PlantId> plant(String peer) {
        if (!FORM.matcher(peer).matches()) {
            return Optional.empty();
        }
        return Optional.of(new PlantId(peer.substring(0, PLANT_SIZE)));
    }
}
