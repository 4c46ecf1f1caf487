package metalplant.server.peer;

import java.util.Set;
import metalplant.door.Role;
import metalplant.door.tls.Pin;
import metalplant.router.table.Guard;

/**
 * A plant whose door may name callers.
 *
 * @param pin its label and authority
 * @param roleMax the highest role that its callers get here, whatever they have there
 * @param granted what its callers may touch although it usually stays inside
 */
public record Peer(Pin pin, Role roleMax, Set<Guard> granted) {
    public Peer {
        granted = Set.copyOf(granted);
    }

    /** Another plant, as long as its owner and ours have not agreed on more: edit, and nothing that stays inside. */
    public static Peer other(Pin pin) {
        return new Peer(pin, Role.EDIT, Set.of());
    }

    /** The door of this plant itself: its callers are ours. */
    public static Peer own(Pin pin) {
        return new Peer(pin, Role.ADMIN, Set.of(Guard.values()));
    }
}
