package metalplant.core.boot;

import java.util.Map;
import metalplant.core.bus.BmcSuperUser;
import metalplant.core.store.Store;
import metalplant.model.Problem;
import metalplant.model.event.EventType;
import metalplant.model.partition.Partition;

/** What the network boot asks before an installer runs. */
public final class BootMachine {
    private final Store store;
    private final EventSink events;
    private final BmcSuperUser superUser;

    public BootMachine(Store store, EventSink events, BmcSuperUser superUser) {
        this.store = store;
        this.events = events;
        this.superUser = superUser;
    }

    /** A server asked for an address: PXE Booting. */
    public void dhcp(String machineId) {
        var said = new EventSink.Said(EventType.PXE_BOOTING.wire(), "machine sent extended dhcp request");
        var taken = events.take(Map.of(MachineIds.check(machineId), said));
        if (!taken.failed().isEmpty()) {
            throw Problem.refused("the event of machine \"%s\" was not stored".formatted(machineId));
        }
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
