package metalplant.core.homes;

import java.util.List;
import java.util.Optional;
import metalplant.core.store.EventTable;
import metalplant.core.store.FederationTable;
import metalplant.core.store.IpTable;
import metalplant.core.store.LeaseTable;
import metalplant.core.store.MachineTable;
import metalplant.core.store.NetworkTable;
import metalplant.core.store.NumberTable;
import metalplant.core.store.OutboxTable;
import metalplant.core.store.PeerRequestTable;
import metalplant.core.store.PrefixTable;
import metalplant.core.store.ProjectTable;
import metalplant.core.store.SagaTable;
import metalplant.core.store.SharedTable;
import metalplant.core.store.SizeReservationTable;
import metalplant.core.store.Store;
import metalplant.core.store.SwitchTable;
import metalplant.core.store.Table;
import metalplant.core.store.Tx;
import metalplant.model.Entity;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.filesystem.FilesystemLayout;
import metalplant.model.image.Image;
import metalplant.model.machine.MachineDetails;
import metalplant.model.partition.Partition;
import metalplant.model.project.Project;
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

    public PublishingStore(Store store) {
        this.store = store;
    }

    @Override
    public <T> T run(String name, Work<T> work) {
        return store.run(name, tx -> work.in(new Publishing(tx)));
    }

    @Override
    public <T> T run(String name, Work<Optional<T>> landed, Work<T> work) {
        return store.run(name, landed, tx -> work.in(new Publishing(tx)));
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

        Watched(Tx tx, Table<E> table) {
            this.tx = tx;
            this.table = table;
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
        public E insert(E entity) {
            return noted(table.insert(entity));
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
            Published.deleted(tx, entity.stamp().uid());
        }

        private E noted(E stored) {
            Published.changed(tx, kind(), stored);
            return stored;
        }

        private void requireHome(E entity) {
            var home = entity.stamp().home();
            if (!home.isEmpty()) {
                var label = tx.federation()
                        .member(home)
                        .map(FederationTable.Member::label)
                        .orElse(home);
                throw Problem.of(
                                ProblemCode.HOME_ELSEWHERE,
                                "%s \"%s\" has its home in plant \"%s\" and is changed there"
                                        .formatted(kind(), entity.id(), label))
                        .with("plant", home)
                        .with("plant-label", label);
            }
        }
    }

    private static final class WatchedProjects extends Watched<Project> implements ProjectTable {
        private final ProjectTable projects;

        WatchedProjects(Tx tx) {
            super(tx, tx.projects());
            this.projects = tx.projects();
        }

        @Override
        public List<Project> ofTenant(String tenantId) {
            return projects.ofTenant(tenantId);
        }
    }

    private record Publishing(Tx tx) implements Tx {
        @Override
        public Table<Region> regions() {
            return new Watched<>(tx, tx.regions());
        }

        @Override
        public Table<Zone> zones() {
            return new Watched<>(tx, tx.zones());
        }

        @Override
        public Table<Partition> partitions() {
            return tx.partitions();
        }

        @Override
        public Table<Image> images() {
            return new Watched<>(tx, tx.images());
        }

        @Override
        public Table<Size> sizes() {
            return tx.sizes();
        }

        @Override
        public SizeReservationTable sizeReservations() {
            return tx.sizeReservations();
        }

        @Override
        public Table<SizeImageConstraint> sizeImageConstraints() {
            return tx.sizeImageConstraints();
        }

        @Override
        public Table<FilesystemLayout> filesystemLayouts() {
            return tx.filesystemLayouts();
        }

        @Override
        public Table<Tenant> tenants() {
            return new Watched<>(tx, tx.tenants());
        }

        @Override
        public ProjectTable projects() {
            return new WatchedProjects(tx);
        }

        @Override
        public NetworkTable networks() {
            return tx.networks();
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
        public SharedTable shared() {
            return tx.shared();
        }

        @Override
        public Optional<MachineDetails> machineDetails(String id) {
            return tx.machineDetails(id);
        }
    }
}
