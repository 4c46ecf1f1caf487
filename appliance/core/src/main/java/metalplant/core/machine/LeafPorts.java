package metalplant.core.machine;

import java.time.Instant;
import metalplant.core.store.Tx;
import metalplant.model.Stamp;
import metalplant.model.switches.Switch;

/** The leaf ports that a machine hangs on. */
final class LeafPorts {
    /** The network in which servers boot. */
    static final String BOOT = "";

    private LeafPorts() {}

    /** Moves all of them; switches whose ports are there already are not written. */
    static void move(Tx tx, String machineId, String vrf, Instant now) {
        for (var leaf : tx.switches().connectedTo(machineId)) {
            var moved = leaf.withVrfOf(machineId, vrf);
            if (!moved.nics().equals(leaf.nics())) {
                tx.switches().update(stamped(moved, now));
            }
        }
    }

    private static Switch stamped(Switch leaf, Instant now) {
        var old = leaf.stamp();
        return leaf.withStamp(new Stamp(old.uid(), old.home(), old.version(), old.created(), now));
    }
}
