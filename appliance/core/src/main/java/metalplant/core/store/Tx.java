package metalplant.core.store;

import java.util.Optional;
import java.util.function.Function;
import metalplant.model.filesystem.FilesystemLayout;
import metalplant.model.image.Image;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.MachineDetails;
import metalplant.model.machine.MachineView;
import metalplant.model.order.MachineOrder;
import metalplant.model.partition.Partition;
import metalplant.model.region.Region;
import metalplant.model.region.Zone;
import metalplant.model.size.Size;
import metalplant.model.size.SizeImageConstraint;
import metalplant.model.tenant.Tenant;

/** The tables of one transaction. */
public interface Tx {
    Table<Region> regions();

    Table<Zone> zones();

    Table<Partition> partitions();

    Table<Image> images();

    Table<Size> sizes();

    SizeReservationTable sizeReservations();

    Table<SizeImageConstraint> sizeImageConstraints();

    Table<FilesystemLayout> filesystemLayouts();

    Table<Tenant> tenants();

    ProjectTable projects();

    NetworkTable networks();

    PrefixTable prefixes();

    IpTable ips();

    NumberTable numbers();

    MachineTable machines();

    EventTable events();

    SwitchTable switches();

    OutboxTable outbox();

    SagaTable sagas();

    Table<MachineOrder> orders();

    LeaseTable leases();

    FederationTable federation();

    PeerRequestTable peerRequests();

    SharedTable shared();

    SpanTable spans();

    PeeringTable peerings();

    FabricTable fabric();

    PlantFabricTable plantFabrics();

    LifeTable life();

    AuditTable audit();

    /** A machine with its events and what it refers to; a reference that leads nowhere is absent. On a database one query. */
    default Optional<MachineDetails> machineDetails(String id) {
        return machines().view(id).map(this::detailsOf);
    }

    /** The same of a machine at hand, whatever is stored of it now. */
    default MachineDetails detailsOf(MachineView view) {
        var machine = view.machine();
        return new MachineDetails(
                view,
                referred(machine.partitionId(), partitions()::find),
                referred(machine.sizeId(), sizes()::find),
                referred(machine.allocation().map(Allocation::imageId).orElse(""), images()::find));
    }

    private static <E> Optional<E> referred(String id, Function<String, Optional<E>> find) {
        return id.isEmpty() ? Optional.empty() : find.apply(id);
    }
}
