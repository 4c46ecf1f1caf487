package metalplant.mesh.link;

import metalplant.federation.plant.Message;
import metalplant.federation.value.PlantId;

/** Where messages of other plants go. Called by many threads; must not block. */
@FunctionalInterface
public interface MeshInbox {
    /**
     * One more message.
     *
     * @param from proven by TLS
     * @return false if there is no room: the peer is told to come back later
     */
    boolean offer(PlantId from, Message message);

    /**
     * Something came that is no message, and was refused. A member never sends that, so somebody should look.
     *
     * @param from proven by TLS
     */
    default void refused(PlantId from, String why) {}
}
