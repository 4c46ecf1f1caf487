package metalplant.core.boot;

import metalplant.core.bus.BmcSuperUser;
import metalplant.core.event.EventIntake;
import metalplant.core.store.Store;
import metalplant.model.event.EventType;
import metalplant.model.partition.Partition;

/** What the network boot asks before an installer runs. */
public final class BootMachine {
    private final Store store;
    private final EventIntake events;
    private final BmcSuperUser superUser;

    public BootMachine(Store store, EventIntake events, BmcSuperUser superUser) {
        this.store = store;
        this.events = events;
        this.superUser = superUser;
    }

    /** A server asked for an address: PXE Booting. @throws Problem as {@link EventIntake#send} */
    public void dhcp(String machineId) {
        events.send(MachineIds.check(machineId), EventType.PXE_BOOTING, "machine sent extended dhcp request");
    }

    /** What servers of this partition boot; @throws Problem ENTITY_NOT_FOUND */
    public Partition.BootConfig boot(String partitionId) {
        return store.read("boot-config", tx -> tx.partitions().get(partitionId)).boot();
    }

    /** The user that installers make on the management controller. */
    public BmcSuperUser superUser() {
        return superUser;
    }
}
