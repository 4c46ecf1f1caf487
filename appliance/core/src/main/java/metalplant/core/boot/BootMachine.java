package metalplant.core.boot;

import java.util.List;
import java.util.Optional;
import metalplant.core.bus.BmcSuperUser;
import metalplant.core.event.EventIntake;
import metalplant.core.restore.Doubts;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.event.EventType;
import metalplant.model.machine.Doubt;
import metalplant.model.machine.MachineQuery;
import metalplant.model.partition.Partition;

/** What the network boot asks before an installer runs. */
public final class BootMachine {
    private static final int MACHINES_MAX = 8;

    private final Store store;
    private final EventIntake events;
    private final BmcSuperUser superUser;
    private final Doubts doubts;

    public BootMachine(Store store, EventIntake events, BmcSuperUser superUser, Doubts doubts) {
        this.store = store;
        this.events = events;
        this.superUser = superUser;
        this.doubts = doubts;
    }

    /**
     * A server asked for an address: PXE Booting. One in doubt gets no answer, and tries its disk.
     *
     * @throws Problem as {@link EventIntake#send}, and MACHINE_UNCONFIRMED
     */
    public void dhcp(String machineId) {
        var id = MachineIds.check(machineId);
        events.send(id, EventType.PXE_BOOTING, "machine sent extended dhcp request");
        if (doubts.any()) {
            store.read("boot-dhcp", tx -> tx.machines().find(id)).ifPresent(Doubts::requireConfirmed);
        }
    }

    /**
     * What servers of this partition boot.
     *
     * @param mac of the port that asks; "" = nobody said
     * @throws Problem ENTITY_NOT_FOUND, MACHINE_UNCONFIRMED
     */
    public Partition.BootConfig boot(String partitionId, String mac) {
        return store.read("boot-config", tx -> {
                    if (doubts.any() && !mac.isEmpty()) {
                        requireConfirmed(tx, mac);
                    }
                    return tx.partitions().get(partitionId);
                })
                .boot();
    }

    /** A port that nobody knows may be that of a machine which the database forgot. */
    private static void requireConfirmed(Tx tx, String mac) {
        var found = tx.machines().page(withNic(mac), "", MACHINES_MAX);
        found.forEach(view -> Doubts.requireConfirmed(view.machine()));
        if (found.isEmpty() && Doubts.ofNewcomer(tx) != Doubt.NONE) {
            throw Doubts.unconfirmed(mac);
        }
    }

    private static MachineQuery withNic(String mac) {
        var all = MachineQuery.ALL;
        return new MachineQuery(
                all.id(),
                all.name(),
                all.partitionId(),
                all.sizeId(),
                all.rackId(),
                all.tags(),
                all.state(),
                all.allocation(),
                all.network(),
                new MachineQuery.HardwareFilter(
                        Optional.empty(), List.of(), List.of(), List.of(mac), List.of(), List.of(), List.of()),
                all.bmc());
    }

    /** The user that installers make on the management controller. */
    public BmcSuperUser superUser() {
        return superUser;
    }
}
