package metalplant.core.store;

import java.util.Collection;
import java.util.List;
import metalplant.model.filesystem.FilesystemLayout;
import metalplant.model.image.Image;
import metalplant.model.order.MachineOrder;
import metalplant.model.partition.Partition;
import metalplant.model.project.Project;
import metalplant.model.project.ProjectQuery;
import metalplant.model.region.Region;
import metalplant.model.region.Zone;
import metalplant.model.size.Size;
import metalplant.model.size.SizeImageConstraint;
import metalplant.model.size.SizeReservation;
import metalplant.model.size.SizeReservationQuery;
import metalplant.model.tenant.Tenant;

/** The tables of {@link InMemoryStore}. */
final class InMemoryTx implements Tx {
    private final InMemoryTable<Region> regions = new InMemoryTable<>("region");
    private final InMemoryTable<Zone> zones = new InMemoryTable<>("zone");
    private final InMemoryTable<Partition> partitions = new InMemoryTable<>("partition");
    private final InMemoryTable<Image> images = new InMemoryTable<>("image");
    private final InMemoryTable<Size> sizes = new InMemoryTable<>("size");
    private final Reservations sizeReservations = new Reservations();
    private final InMemoryTable<SizeImageConstraint> sizeImageConstraints =
            new InMemoryTable<>("size image constraint");
    private final InMemoryTable<FilesystemLayout> filesystemLayouts = new InMemoryTable<>("filesystemlayout");
    private final InMemoryTable<Tenant> tenants = new InMemoryTable<>("tenant");
    private final Projects projects = new Projects();
    private final InMemoryOutbox outbox = new InMemoryOutbox();
    private final InMemorySagas sagas = new InMemorySagas();
    private final InMemoryTable<MachineOrder> orders = new InMemoryTable<>("machine order");
    private final InMemoryLeases leases = new InMemoryLeases();
    private final InMemoryPeerRequests peerRequests = new InMemoryPeerRequests();
    private final InMemoryMachineTable machines = new InMemoryMachineTable(id -> this.events.find(id));
    private final InMemoryEventTable events = new InMemoryEventTable(machines::find);
    private final InMemorySwitchTable switches = new InMemorySwitchTable();
    private final InMemoryPrefixTable prefixes = new InMemoryPrefixTable();
    private final InMemoryIpTable ips = new InMemoryIpTable();
    private final InMemoryNetworkTable networks = new InMemoryNetworkTable(prefixes, ips);
    private final InMemoryNumberTable numbers = new InMemoryNumberTable();
    private final InMemoryFederation federation = new InMemoryFederation();
    private final InMemoryShared shared = new InMemoryShared();
    private final InMemorySpans spans = new InMemorySpans();
    private final InMemoryPeerings peerings = new InMemoryPeerings();
    private final InMemoryFabric fabric = new InMemoryFabric();
    private final InMemoryPlantFabrics plantFabrics = new InMemoryPlantFabrics();
    private final InMemoryLife life = new InMemoryLife();
    private final InMemoryAudit audit = new InMemoryAudit();

    List<InMemoryStore.Rows> all() {
        return List.of(
                regions,
                zones,
                partitions,
                images,
                sizes,
                sizeReservations,
                sizeImageConstraints,
                filesystemLayouts,
                tenants,
                projects,
                machines,
                events,
                switches,
                outbox,
                sagas,
                orders,
                leases,
                peerRequests,
                networks,
                prefixes,
                ips,
                numbers,
                federation,
                shared,
                spans,
                peerings,
                fabric,
                plantFabrics,
                life,
                audit);
    }

    private static final class Reservations extends InMemoryTable<SizeReservation> implements SizeReservationTable {
        Reservations() {
            super("size reservation");
        }

        @Override
        public Page<SizeReservation, String> page(SizeReservationQuery query, String after, int max) {
            return page(query::matches, after, max);
        }

        @Override
        public List<SizeReservation> ofSize(String sizeId) {
            return where(r -> r.sizeId().equals(sizeId));
        }

        @Override
        public List<SizeReservation> ofProject(String projectId) {
            return where(r -> r.projectId().equals(projectId));
        }
    }

    private static final class Projects extends InMemoryTable<Project> implements ProjectTable {
        Projects() {
            super("project");
        }

        @Override
        public Page<Project, String> page(ProjectQuery query, String after, int max) {
            return page(query::matches, after, max);
        }

        @Override
        public List<Project> ofTenant(String tenantId) {
            return where(p -> p.tenantId().equals(tenantId));
        }

        @Override
        public List<Project> findAll(Collection<String> ids) {
            return where(p -> ids.contains(p.id()));
        }
    }

    @Override
    public Table<Region> regions() {
        return regions;
    }

    @Override
    public Table<Zone> zones() {
        return zones;
    }

    @Override
    public Table<Partition> partitions() {
        return partitions;
    }

    @Override
    public Table<Image> images() {
        return images;
    }

    @Override
    public Table<Size> sizes() {
        return sizes;
    }

    @Override
    public SizeReservationTable sizeReservations() {
        return sizeReservations;
    }

    @Override
    public Table<SizeImageConstraint> sizeImageConstraints() {
        return sizeImageConstraints;
    }

    @Override
    public Table<FilesystemLayout> filesystemLayouts() {
        return filesystemLayouts;
    }

    @Override
    public Table<Tenant> tenants() {
        return tenants;
    }

    @Override
    public ProjectTable projects() {
        return projects;
    }

    @Override
    public NetworkTable networks() {
        return networks;
    }

    @Override
    public PrefixTable prefixes() {
        return prefixes;
    }

    @Override
    public IpTable ips() {
        return ips;
    }

    @Override
    public NumberTable numbers() {
        return numbers;
    }

    @Override
    public MachineTable machines() {
        return machines;
    }

    @Override
    public EventTable events() {
        return events;
    }

    @Override
    public SwitchTable switches() {
        return switches;
    }

    @Override
    public OutboxTable outbox() {
        return outbox;
    }

    @Override
    public SagaTable sagas() {
        return sagas;
    }

    @Override
    public Table<MachineOrder> orders() {
        return orders;
    }

    @Override
    public LeaseTable leases() {
        return leases;
    }

    @Override
    public FederationTable federation() {
        return federation;
    }

    @Override
    public PeerRequestTable peerRequests() {
        return peerRequests;
    }

    @Override
    public SpanTable spans() {
        return spans;
    }

    @Override
    public PeeringTable peerings() {
        return peerings;
    }

    @Override
    public FabricTable fabric() {
        return fabric;
    }

    @Override
    public PlantFabricTable plantFabrics() {
        return plantFabrics;
    }

    @Override
    public SharedTable shared() {
        return shared;
    }

    @Override
    public LifeTable life() {
        return life;
    }

    @Override
    public AuditTable audit() {
        return audit;
    }
}
