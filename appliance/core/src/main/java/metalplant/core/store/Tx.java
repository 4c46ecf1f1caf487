package metalplant.core.store;

import metalplant.model.filesystem.FilesystemLayout;
import metalplant.model.image.Image;
import metalplant.model.partition.Partition;
import metalplant.model.size.Size;
import metalplant.model.size.SizeImageConstraint;
import metalplant.model.tenant.Tenant;

/** The tables of one transaction. */
public interface Tx {
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

    LeaseTable leases();
}
