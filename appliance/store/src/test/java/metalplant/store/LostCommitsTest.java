package metalplant.store;

import static metalplant.store.FaultyDataSource.Fault.LOST_AFTER_COMMIT;
import static metalplant.store.FaultyDataSource.Fault.LOST_BEFORE_COMMIT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import metalplant.core.bus.InMemoryBus;
import metalplant.core.filesystem.FilesystemLayouts;
import metalplant.core.image.Images;
import metalplant.core.ip.AddressAllocator;
import metalplant.core.ip.FreeIp;
import metalplant.core.ip.NumberPool;
import metalplant.core.network.RemoveNetwork;
import metalplant.core.partition.Partitions;
import metalplant.core.project.Projects;
import metalplant.core.region.Regions;
import metalplant.core.size.SizeImageConstraints;
import metalplant.core.size.SizeReservations;
import metalplant.core.size.Sizes;
import metalplant.core.store.Store;
import metalplant.core.store.Table;
import metalplant.core.store.Tx;
import metalplant.core.tenant.Tenants;
import metalplant.model.Entity;
import metalplant.model.Stamp;
import metalplant.model.SystemWorld;
import metalplant.model.World;
import metalplant.model.filesystem.FilesystemLayout;
import metalplant.model.ip.Holder;
import metalplant.model.partition.Partition;
import metalplant.model.size.Size;
import metalplant.model.tenant.Meta;
import metalplant.model.tenant.Quotas;
import metalplant.model.tenant.Tenant;
import metalplant.store.FaultyDataSource.Fault;
import metalplant.testkit.ip.Ipam;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The connection is lost in the commit of a change, once before and once after the server has committed. Whoever asked is told the
 * truth either way: the change is made exactly once.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LostCommitsTest {
    private final World world = new SystemWorld();
    private final FaultyDataSource.Plan faults = new FaultyDataSource.Plan();
    private SqlStore real;
    private Armed armed;
    private Ipam ipam;
    private boolean superMade;

    @BeforeAll
    void open() {
        real = TestPostgres.store(world, source -> new FaultyDataSource(source, faults));
        ipam = Ipam.on(real);
        armed = new Armed(real, faults);
        real.run("fixture", tx -> {
            tx.tenants()
                    .insert(new Tenant(
                            "owner",
                            "",
                            "",
                            Quotas.NONE,
                            Quotas.NONE,
                            Optional.empty(),
                            Meta.EMPTY,
                            Stamp.fresh(world)));
            return tx.sizes().insert(new Size("small", "", "", List.of(), Map.of(), Stamp.fresh(world)));
        });
    }

    @AfterAll
    void close() {
        real.close();
    }

    /** Lets the fault strike the next transaction that can look for what it wrote, and no other. */
    private static final class Armed implements Store {
        private final Store store;
        private final FaultyDataSource.Plan faults;
        private Optional<Fault> next = Optional.empty();

        Armed(Store store, FaultyDataSource.Plan faults) {
            this.store = store;
            this.faults = faults;
        }

        void with(Fault fault) {
            next = Optional.of(fault);
        }

        boolean hasStruck() {
            return next.isEmpty() && faults.done();
        }

        @Override
        public <T> T run(String name, Work<T> work) {
            return store.run(name, work);
        }

        @Override
        public <T> T run(String name, Work<Optional<T>> landed, Work<T> work) {
            next.ifPresent(faults::add);
            next = Optional.empty();
            return store.run(name, landed, work);
        }

        @Override
        public <T> T read(String name, Work<T> work) {
            return store.read(name, work);
        }

        @Override
        public boolean reachable() {
            return true;
        }
    }

    /** One kind of masterdata through its use cases. */
    record Kind(
            String name,
            Function<Tx, Table<?>> table,
            Function<String, Entity<?>> create,
            Function<String, Entity<?>> update,
            Function<String, Entity<?>> delete) {
        @Override
        public String toString() {
            return name;
        }
    }

    private Stream<Arguments> kindsAndFaults() {
        return Stream.of(
                        tenants(),
                        projects(),
                        partitions(),
                        regions(),
                        images(),
                        sizes(),
                        reservations(),
                        constraints(),
                        layouts())
                .flatMap(kind ->
                        Stream.of(Arguments.of(kind, LOST_BEFORE_COMMIT), Arguments.of(kind, LOST_AFTER_COMMIT)));
    }

    private Kind tenants() {
        var use = new Tenants(armed, world);
        Function<String, Tenants.Content> content =
                text -> new Tenants.Content(text, text, "", Quotas.NONE, Quotas.NONE, Optional.empty(), Meta.EMPTY);
        return new Kind(
                "tenant",
                Tx::tenants,
                id -> use.create(content.apply(id)),
                id -> use.update(content.apply(id)),
                use::delete);
    }

    private Kind projects() {
        var use = new Projects(armed, world);
        Function<String, Projects.Content> content =
                id -> new Projects.Content(id, id, "", "owner", Quotas.NONE, Meta.EMPTY);
        return new Kind(
                "project",
                Tx::projects,
                id -> use.create(content.apply(id)),
                id -> use.update(content.apply(id)),
                use::delete);
    }

    private Kind partitions() {
        var use = new Partitions(armed, new InMemoryBus(world), _ -> {}, world);
        return new Kind(
                "partition",
                Tx::partitions,
                id -> use.create(new Partitions.Create(
                        id,
                        "",
                        "",
                        "",
                        Map.of("a", "b"),
                        new Partition.BootConfig("http://i", "http://k", ""),
                        List.of("1.1.1.1"),
                        List.of(),
                        "")),
                id -> use.update(new Partitions.Change(
                        id,
                        Optional.of("other"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())),
                use::delete);
    }

    private Kind regions() {
        var use = new Regions(armed, world);
        return new Kind(
                "region",
                Tx::regions,
                id -> use.create(new Regions.Create(id, "", "", Map.of("a", "b"))),
                id -> use.update(new Regions.Change(id, Optional.of("other"), Optional.empty(), Optional.empty())),
                use::delete);
    }

    private Kind images() {
        var use = new Images(armed, _ -> {}, world);
        return new Kind(
                "image",
                Tx::images,
                id -> use.create(new Images.Create(
                        id + "-1.0.20260101",
                        "",
                        "",
                        "http://i",
                        List.of("machine"),
                        Optional.empty(),
                        Optional.empty())),
                id -> use.update(new Images.Change(
                        id + "-1.0.20260101",
                        Optional.of("other"),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty(),
                        Optional.empty())),
                id -> use.delete(id + "-1.0.20260101"));
    }

    private Kind sizes() {
        var use = new Sizes(armed, world);
        return new Kind(
                "size",
                Tx::sizes,
                id -> use.create(new Sizes.Create(id, "", "", List.of(), Map.of())),
                id -> use.update(new Sizes.Change(
                        id, Optional.of("other"), Optional.empty(), Optional.empty(), Optional.of(Map.of("x", "y")))),
                use::delete);
    }

    private Kind reservations() {
        var use = new SizeReservations(armed, world);
        return new Kind(
                "size reservation",
                Tx::sizeReservations,
                id -> use.create(new SizeReservations.Create(id, "", "", "small", "blue", 1, List.of("p1"), Map.of())),
                id -> use.update(new SizeReservations.Change(
                        id, Optional.empty(), Optional.empty(), Optional.of(2), List.of(), Optional.empty())),
                use::delete);
    }

    private Kind constraints() {
        var use = new SizeImageConstraints(armed, world);
        return new Kind(
                "size image constraint",
                Tx::sizeImageConstraints,
                id -> use.create(new SizeImageConstraints.Create(id, "", "", Map.of("debian", ">= 12"))),
                id -> use.update(new SizeImageConstraints.Change(
                        id, Optional.of("other"), Optional.empty(), Map.of("debian", ">= 13"))),
                use::delete);
    }

    private Kind layouts() {
        var use = new FilesystemLayouts(armed, world);
        Function<String, FilesystemLayout> layout = id -> new FilesystemLayout(
                id,
                "",
                "",
                List.of(),
                List.of(new FilesystemLayout.Disk("/dev/sda", List.of(), true)),
                List.of(),
                List.of(),
                List.of(),
                new FilesystemLayout.Constraints(List.of(id), Map.of("debian", "*")),
                Stamp.fresh(world));
        return new Kind(
                "filesystem layout",
                Tx::filesystemLayouts,
                id -> use.create(layout.apply(id)),
                id -> use.update(layout.apply(id)),
                use::delete);
    }

    private Optional<? extends Entity<?>> stored(Kind kind, String id) {
        return real.read("stored", tx -> kind.table().apply(tx).find(id));
    }

    @ParameterizedTest
    @MethodSource("kindsAndFaults")
    void aChangeIsMadeOnceAndAnsweredAsItIsStored(Kind kind, Fault fault) {
        // given
        var id = world.newId().toString();
        var created = kind.create().apply(id);
        armed.with(fault);

        // when
        var answered = kind.update().apply(id);

        // then
        assertThat(armed.hasStruck()).isTrue();
        assertThat(answered.stamp().version()).isEqualTo(2);
        assertThat(answered.stamp().uid()).isEqualTo(created.stamp().uid());
        assertThat(stored(kind, created.id()).orElseThrow()).isEqualTo(answered);
        assertThat(kind.delete().apply(id)).isEqualTo(answered);
    }

    @ParameterizedTest
    @MethodSource("kindsAndFaults")
    void aRemovalIsAnsweredWithWhatWasRemoved(Kind kind, Fault fault) {
        // given
        var id = world.newId().toString();
        var created = kind.create().apply(id);
        armed.with(fault);

        // when
        var answered = kind.delete().apply(id);

        // then
        assertThat(armed.hasStruck()).isTrue();
        assertThat(answered).isEqualTo(created);
        assertThat(stored(kind, created.id())).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"LOST_BEFORE_COMMIT", "LOST_AFTER_COMMIT"})
    void anAddressIsFreedOnceAndCanBeGivenAgain(Fault fault) {
        // given
        var network = ipam.external("lost-" + fault, fault == LOST_AFTER_COMMIT ? "198.18.1.0/30" : "198.18.2.0/30");
        var wanted = ipam.acquire(network, "blue");
        var other = ipam.acquire(network, "blue");
        var free = new FreeIp(armed, new AddressAllocator(armed, world, Holder.ALONE));
        armed.with(fault);

        // when
        var freed = free.run(wanted.address().toString(), Optional.empty());

        // then
        assertThat(armed.hasStruck()).isTrue();
        assertThat(freed).isEqualTo(wanted);
        assertThat(ipam.acquire(network, "red").address()).isEqualTo(wanted.address());
        assertThat(ipam.findIps.get(other.address().toString(), Optional.empty()))
                .isEqualTo(other);
    }

    @ParameterizedTest
    @EnumSource(names = {"LOST_BEFORE_COMMIT", "LOST_AFTER_COMMIT"})
    void aNetworkIsFreedOnceWithItsPrefixAndItsVrf(Fault fault) {
        // given
        if (!superMade) {
            ipam.superNetwork("super", false, Map.of("IPv4", 24), "10.0.0.0/23");
            superMade = true;
        }
        var child = ipam.allocate("blue", Map.of());
        var other = ipam.allocate("blue", Map.of());
        var remove = new RemoveNetwork(armed, NumberPool.vrfs(armed));
        armed.with(fault);

        // when
        var freed = remove.free(child.id());

        // then
        assertThat(armed.hasStruck()).isTrue();
        assertThat(freed.network()).isEqualTo(child);
        var again = ipam.allocate("red", Map.of());
        assertThat(again.prefixes()).isEqualTo(child.prefixes());
        assertThat(vrfIsTaken(child.vrf())).isEqualTo(again.vrf() == child.vrf());
        ipam.removeNetwork.free(again.id());
        ipam.removeNetwork.free(other.id());
    }

    private boolean vrfIsTaken(long vrf) {
        return real.read(
                "vrf",
                tx -> tx.numbers().nextFree("vrf", 1, 131_072).stream()
                        .noneMatch(span -> span.first().longValueExact() <= vrf
                                && vrf <= span.last().longValueExact()));
    }
}
