package metalplant.core.homes;

import java.net.URI;
import java.util.Collection;
import java.util.List;
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
import metalplant.core.store.Page;
import metalplant.core.store.PeerRequestTable;
import metalplant.core.store.PeeringTable;
import metalplant.core.store.PlantFabricTable;
import metalplant.core.store.PrefixTable;
import metalplant.core.store.ProjectTable;
import metalplant.core.store.SagaTable;
import metalplant.core.store.SharedTable;
import metalplant.core.store.SizeReservationTable;
import metalplant.core.store.SpanTable;
import metalplant.core.store.Store;
import metalplant.core.store.SwitchTable;
import metalplant.core.store.Table;
import metalplant.core.store.Tx;
import metalplant.model.Entity;
import metalplant.model.filesystem.FilesystemLayout;
import metalplant.model.image.Image;
import metalplant.model.machine.MachineDetails;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkQuery;
import metalplant.model.network.NetworkUse;
import metalplant.model.order.MachineOrder;
import metalplant.model.partition.Partition;
import metalplant.model.project.Project;
import metalplant.model.project.ProjectQuery;
import metalplant.model.region.Region;
import metalplant.model.region.Zone;
import metalplant.model.size.Size;
import metalplant.model.size.SizeImageConstraint;
import metalplant.model.tenant.Tenant;

/**
 * The store for use cases of shared masterdata: what they write of this plant's own entities is noted for publication in the same
 * transaction, and what is at home elsewhere they cannot write. Whether there is a federation makes no difference to them.
 */
public final class PublishingStore implements Store {
    private final Store store;
    private final String elsewhere;

    public PublishingStore(Store store) {
        this(store, Optional.empty());
    }

    /** @param router where a change of another plant's entity can be sent to; stands in refusals */
    public PublishingStore(Store store, Optional<URI> router) {
        this.store = store;
        this.elsewhere = router.map(at -> ": change it there, or send the same request to the router at " + at)
                .orElse(": change it there");
    }

    @Override
    public <T> T run(String name, Work<T> work) {
        return store.run(name, tx -> work.in(new Publishing(tx, elsewhere)));
    }

    @Override
    public <T> T run(String name, Work<Optional<T>> landed, Work<T> work) {
        return store.run(name, landed, tx -> work.in(new Publishing(tx, elsewhere)));
    }

    @Override
    public <T> T read(String name, Work<T> work) {
        return store.read(name, work);
    }

    @Override
    public boolean reachable() {
        return store.reachable();
    }

    private static class Watched<E extends Entity<E>> implements Table<E> {
        private final Tx tx;
        private final Table<E> table;
        private final String elsewhere;

        Watched(Publishing by, Table<E> table) {
            this.tx = by.tx();
            this.table = table;
            this.elsewhere = by.elsewhere();
        }

        @Override
        public String kind() {
            return table.kind();
        }

        @Override
        public Optional<E> find(String id) {
            return table.find(id);
        }

        @Override
        public List<E> list() {
            return table.list();
        }

        @Override
        public Page<E, String> page(String after, int max) {
            return table.page(after, max);
        }

        @Override
        public E insert(E entity) {
            var stored = noted(table.insert(entity));
            retold(stored.id());
            return stored;
        }

        @Override
        public E update(E entity) {
            requireHome(entity);
            return noted(table.update(entity));
        }

        @Override
        public void delete(E entity) {
            requireHome(entity);
            table.delete(entity);
            if (isShared(entity)) {
                Published.deleted(tx, entity.stamp().uid());
            }
            retold(entity.id());
        }

        boolean isShared(E entity) {
            return true;
        }

        /** What named this id before meant something else by it. */
        private void retold(String id) {
            SharedKind.find(kind()).ifPresent(kind -> kind.repoint(tx, id, id));
        }

        private E noted(E stored) {
            Published.changed(tx, kind(), stored);
            return stored;
        }

        private void requireHome(E entity) {
            HomeElsewhere.refuse(tx, kind(), entity.id(), entity.stamp().home(), elsewhere);
        }
    }

    /** A constraint on images is told of with the size that has its id, and is changed where that is. */
    private static final class WatchedConstraints implements Table<SizeImageConstraint> {
        private final Tx tx;
        private final Table<SizeImageConstraint> table;
        private final String elsewhere;

        WatchedConstraints(Publishing by) {
            this.tx = by.tx();
            this.table = by.tx().sizeImageConstraints();
            this.elsewhere = by.elsewhere();
        }

        @Override
        public String kind() {
            return table.kind();
        }

        @Override
        public Optional<SizeImageConstraint> find(String id) {
            return table.find(id);
        }

        @Override
        public List<SizeImageConstraint> list() {
            return table.list();
        }

        @Override
        public Page<SizeImageConstraint, String> page(String after, int max) {
            return table.page(after, max);
        }

        @Override
        public SizeImageConstraint insert(SizeImageConstraint constraint) {
            tx.sizes()
                    .find(constraint.id())
                    .ifPresent(size -> HomeElsewhere.refuse(
                            tx, "size", size.id(), size.stamp().home(), elsewhere));
            return noted(table.insert(constraint));
        }

        @Override
        public SizeImageConstraint update(SizeImageConstraint constraint) {
            HomeElsewhere.refuse(tx, kind(), constraint.id(), constraint.stamp().home(), elsewhere);
            return noted(table.update(constraint));
        }

        @Override
        public void delete(SizeImageConstraint constraint) {
            HomeElsewhere.refuse(tx, kind(), constraint.id(), constraint.stamp().home(), elsewhere);
            table.delete(constraint);
            noted(constraint);
        }

        private SizeImageConstraint noted(SizeImageConstraint constraint) {
            tx.sizes().find(constraint.id()).ifPresent(size -> Published.changed(tx, "size", size));
            return constraint;
        }
    }

    private static final class WatchedProjects extends Watched<Project> implements ProjectTable {
        private final ProjectTable projects;

        WatchedProjects(Publishing by) {
            super(by, by.tx().projects());
            this.projects = by.tx().projects();
        }

        @Override
        public Page<Project, String> page(ProjectQuery query, String after, int max) {
            return projects.page(query, after, max);
        }

        @Override
        public List<Project> ofTenant(String tenantId) {
            return projects.ofTenant(tenantId);
        }

        @Override
        public List<Project> findAll(Collection<String> ids) {
            return projects.findAll(ids);
        }
    }

    /** Most networks belong to a partition, and nobody is told of them. */
    private static final class WatchedNetworks extends Watched<Network> implements NetworkTable {
        private final NetworkTable networks;

        WatchedNetworks(Publishing by) {
            super(by, by.tx().networks());
            this.networks = by.tx().networks();
        }

        @Override
        boolean isShared(Network network) {
            return network.ofAllPlants();
        }

        @Override
        public List<Network> find(NetworkQuery query) {
            return networks.find(query);
        }

        @Override
        public Page<Network, String> page(NetworkQuery query, String after, int max) {
            return networks.page(query, after, max);
        }

        @Override
        public List<Network> findAll(Collection<String> ids) {
            return networks.findAll(ids);
        }

        @Override
        public Optional<Network> privateSuperOf(String partitionId) {
            return networks.privateSuperOf(partitionId);
        }

        @Override
        public Optional<Network> underlayOf(String partitionId) {
            return networks.underlayOf(partitionId);
        }

        @Override
        public List<Network> ofProject(String projectId) {
            return networks.ofProject(projectId);
        }

        @Override
        public boolean hasChildren(String networkId) {
            return networks.hasChildren(networkId);
        }

        @Override
        public List<NetworkUse> use(List<String> networkIds) {
            return networks.use(networkIds);
        }
    }

    private record Publishing(Tx tx, String elsewhere) implements Tx {
        @Override
        public Table<Region> regions() {
            return new Watched<>(this, tx.regions());
        }

        @Override
        public Table<Zone> zones() {
            return new Watched<>(this, tx.zones());
        }

        @Override
        public Table<Partition> partitions() {
            return tx.partitions();
        }

        @Override
        public Table<Image> images() {
            return new Watched<>(this, tx.images());
        }

        @Override
        public Table<Size> sizes() {
            return new Watched<>(this, tx.sizes());
        }

        @Override
        public SizeReservationTable sizeReservations() {
            return tx.sizeReservations();
        }

        @Override
        public Table<SizeImageConstraint> sizeImageConstraints() {
            return new WatchedConstraints(this);
        }

        @Override
        public Table<FilesystemLayout> filesystemLayouts() {
            return new Watched<>(this, tx.filesystemLayouts());
        }

        @Override
        public Table<Tenant> tenants() {
            return new Watched<>(this, tx.tenants());
        }

        @Override
        public ProjectTable projects() {
            return new WatchedProjects(this);
        }

        @Override
        public NetworkTable networks() {
            return new WatchedNetworks(this);
        }

        @Override
        public PrefixTable prefixes() {
            return tx.prefixes();
        }

        @Override
        public IpTable ips() {
            return tx.ips();
        }

        @Override
        public NumberTable numbers() {
            return tx.numbers();
        }

        @Override
        public MachineTable machines() {
            return tx.machines();
        }

        @Override
        public EventTable events() {
            return tx.events();
        }

        @Override
        public SwitchTable switches() {
            return tx.switches();
        }

        @Override
        public OutboxTable outbox() {
            return tx.outbox();
        }

        @Override
        public Table<MachineOrder> orders() {
            return tx.orders();
        }

        @Override
        public SagaTable sagas() {
            return tx.sagas();
        }

        @Override
        public LeaseTable leases() {
            return tx.leases();
        }

        @Override
        public FederationTable federation() {
            return tx.federation();
        }

        @Override
        public PeerRequestTable peerRequests() {
            return tx.peerRequests();
        }

        @Override
        public LifeTable life() {
            return tx.life();
        }

        @Override
        public AuditTable audit() {
            return tx.audit();
        }

        @Override
        public SpanTable spans() {
            return tx.spans();
        }

        @Override
        public PeeringTable peerings() {
            return tx.peerings();
        }

        @Override
        public FabricTable fabric() {
            return tx.fabric();
        }

        @Override
        public PlantFabricTable plantFabrics() {
            return tx.plantFabrics();
        }

        @Override
        public SharedTable shared() {
            return tx.shared();
        }

        @Override
        public Optional<MachineDetails> machineDetails(String id) {
            return tx.machineDetails(id);
        }
    }
}
