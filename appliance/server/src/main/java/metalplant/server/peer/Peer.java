package metalplant.server.peer;

import java.util.Set;
import metalplant.door.Role;
import metalplant.router.table.Guard;

/**
 * A plant whose door may name callers.
 *
 * @param plant its label, for messages
 * @param roleMax the highest role that its callers get here, whatever they have there; for shared masterdata see {@code Row}
 * @param granted what its callers may touch although it usually stays inside
 */
public record Peer(String plant, Role roleMax, Set<Guard> granted) {
    public Peer {
        granted = Set.copyOf(granted);
    }
}
