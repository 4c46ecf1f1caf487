package metalplant.store;

import java.util.Optional;
import metalplant.core.store.AuditTable;
import metalplant.core.store.EventTable;
import metalplant.core.store.FabricTable;
import metalplant.core.store.FederationTable;
import metalplant.core.store.IpTable;
import metalplant.core.store.LeaseTable;
import metalplant.core.store.LifeTable;
import metalplant.core.store.MachineTable;
import metalplant.core.store.NetworkTable;
import metalplant.core.store.NumberTable;
import metalplant.core.store.OutboxTable;
import metalplant.core.store.PeerRequestTable;
import metalplant.core.store.PeeringTable;
import metalplant.core.store.PlantFabricTable;
import metalplant.core.store.PrefixTable;
import metalplant.core.store.ProjectTable;
import metalplant.core.store.SagaTable;
import metalplant.core.store.SharedTable;
import metalplant.core.store.SizeReservationTable;
import metalplant.core.store.SpanTable;
import metalplant.core.store.SwitchTable;
import metalplant.core.store.Table;
import metalplant.core.store.Tx;
import metalplant.model.filesystem.FilesystemLayout;
import metalplant.model.image.Image;
import metalplant.model.machine.MachineDetails;
import metalplant.model.order.MachineOrder;
import metalplant.model.partition.Partition;
import metalplant.model.region.Region;
import metalplant.model.region.Zone;
import metalplant.model.size.Size;
import metalplant.model.size.SizeImageConstraint;
import metalplant.model.tenant.Tenant;
import metalplant.store.audit.AuditSql;
import metalplant.store.bus.OutboxSql;
import metalplant.store.event.EventSql;
import metalplant.store.federation.FederationSql;
import metalplant.store.federation.SharedSql;
import metalplant.store.federation.SpanSql;
import metalplant.store.filesystem.FilesystemLayoutSql;
import metalplant.store.image.ImageSql;
import metalplant.store.ip.IpSql;
import metalplant.store.ip.NumberSql;
import metalplant.store.ip.PrefixSql;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.SqlTable;
import metalplant.store.lease.LeaseSql;
import metalplant.store.machine.MachineSql;
import metalplant.store.network.NetworkSql;
import metalplant.store.order.OrderSql;
import metalplant.store.partition.PartitionSql;
import metalplant.store.peer.PeerRequestSql;
import metalplant.store.peering.FabricSql;
import metalplant.store.peering.PeeringSql;
import metalplant.store.peering.PlantFabricSql;
import metalplant.store.project.ProjectSql;
import metalplant.store.region.RegionSql;
import metalplant.store.region.ZoneSql;
import metalplant.store.restore.LifeSql;
import metalplant.store.saga.SagaSql;
import metalplant.store.size.SizeImageConstraintSql;
import metalplant.store.size.SizeReservationSql;
import metalplant.store.size.SizeSql;
import metalplant.store.switches.SwitchSql;
import metalplant.store.tenant.TenantSql;

/** The tables of one transaction on one connection. */
record SqlTx(Db db, SharedTable shared) implements Tx {
    SqlTx(Db db) {
        this(db, new SharedSql(db));
    }

    @Override
    public Table<Region> regions() {
        return new SqlTable<>(db, RegionSql.SQL);
    }

    @Override
    public Table<Zone> zones() {
        return new SqlTable<>(db, ZoneSql.SQL);
    }

    @Override
    public Table<Partition> partitions() {
        return new SqlTable<>(db, PartitionSql.SQL);
    }

    @Override
    public Table<Image> images() {
        return new SqlTable<>(db, ImageSql.SQL);
    }

    @Override
    public Table<Size> sizes() {
        return new SqlTable<>(db, SizeSql.SQL);
    }

    @Override
    public SizeReservationTable sizeReservations() {
        return new SizeReservationSql(db);
    }

    @Override
    public Table<SizeImageConstraint> sizeImageConstraints() {
        return new SqlTable<>(db, SizeImageConstraintSql.SQL);
    }

    @Override
    public Table<FilesystemLayout> filesystemLayouts() {
        return new SqlTable<>(db, FilesystemLayoutSql.SQL);
    }

    @Override
    public Table<Tenant> tenants() {
        return new SqlTable<>(db, TenantSql.SQL);
    }

    @Override
    public ProjectTable projects() {
        return new ProjectSql(db);
    }

    @Override
    public NetworkTable networks() {
        return new NetworkSql(db);
    }

    @Override
    public PrefixTable prefixes() {
        return new PrefixSql(db);
    }

    @Override
    public IpTable ips() {
        return new IpSql(db);
    }

    @Override
    public NumberTable numbers() {
        return new NumberSql(db);
    }

    @Override
    public MachineTable machines() {
        return new MachineSql(db);
    }

    @Override
    public EventTable events() {
        return new EventSql(db);
    }

    @Override
    public SwitchTable switches() {
        return new SwitchSql(db);
    }

    @Override
    public OutboxTable outbox() {
        return new OutboxSql(db);
    }

    @Override
    public SagaTable sagas() {
        return new SagaSql(db);
    }

    @Override
    public Optional<MachineDetails> machineDetails(String id) {
        return new MachineSql(db).details(id);
    }

    @Override
    public PeerRequestTable peerRequests() {
        return new PeerRequestSql(db);
    }

    @Override
    public Table<MachineOrder> orders() {
        return new SqlTable<>(db, OrderSql.SQL);
    }

    @Override
    public LeaseTable leases() {
        return new LeaseSql(db);
    }

    @Override
    public FederationTable federation() {
        return new FederationSql(db);
    }

    @Override
    public SpanTable spans() {
        return new SpanSql(db);
    }

    @Override
    public PeeringTable peerings() {
        return new PeeringSql(db);
    }

    @Override
    public FabricTable fabric() {
        return new FabricSql(db);
    }

    @Override
    public PlantFabricTable plantFabrics() {
        return new PlantFabricSql(db);
    }

    @Override
    public LifeTable life() {
        return new LifeSql(db);
    }

    @Override
    public AuditTable audit() {
        return new AuditSql(db);
    }
}
