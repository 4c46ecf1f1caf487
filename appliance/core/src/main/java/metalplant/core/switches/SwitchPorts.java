package metalplant.core.switches;

import java.time.Instant;
import metalplant.core.store.Tx;

/** Moves the leaf ports of machines between networks. */
public final class SwitchPorts {
    /** The VRF of a port whose server boots from the network. */
    public static final String BOOT = "";

    private SwitchPorts() {}

    /**
     * Moves every port of a machine; what is there already is not written.
     *
     * @param vrf {@link #BOOT}, {@code default} for firewalls, {@code vrf<number>} for machines
     */
    public static void setVrf(Tx tx, String machineId, String vrf, Instant now) {
        for (var leaf : tx.switches().connectedTo(machineId)) {
            var moved = leaf.withVrfOf(machineId, vrf);
            if (!moved.nics().equals(leaf.nics())) {
                tx.switches().update(moved.withStamp(leaf.stamp().changedAt(now)));
            }
        }
    }

    public static void clearVrf(Tx tx, String machineId, Instant now) {
        setVrf(tx, machineId, BOOT, now);
    }
}
