package metalplant.server.peer;

import java.util.Optional;
import metalplant.federation.value.PlantId;

/** The members whose routers are let in. */
@FunctionalInterface
public interface Peers {
    /** Empty for a plant that is pinned but no member, such as one that is about to join. */
    Optional<Peer> of(PlantId plant);

    /** Whether plants share the network that has this id here. */
    default boolean sharesNetwork(String id) {
        return false;
    }
}
