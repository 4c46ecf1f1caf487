package metalplant.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import metalplant.core.store.Pages;
import metalplant.core.store.Store;
import metalplant.core.store.Table;
import metalplant.core.store.Tx;
import metalplant.model.Entity;
import metalplant.model.Stamp;
import metalplant.model.filesystem.FilesystemLayout;
import metalplant.model.image.Image;
import metalplant.model.order.MachineOrder;
import metalplant.model.order.Place;
import metalplant.model.order.Rule;
import metalplant.model.order.Slot;
import metalplant.model.partition.Partition;
import metalplant.model.peering.Bgp;
import metalplant.model.peering.Peering;
import metalplant.model.peering.PeeringType;
import metalplant.model.project.Project;
import metalplant.model.project.ProjectQuery;
import metalplant.model.region.Region;
import metalplant.model.region.Zone;
import metalplant.model.size.Size;
import metalplant.model.size.SizeConstraint;
import metalplant.model.size.SizeImageConstraint;
import metalplant.model.size.SizeReservation;
import metalplant.model.size.SizeReservationQuery;
import metalplant.model.tenant.Meta;
import metalplant.model.tenant.Quotas;
import metalplant.model.tenant.Tenant;
import metalplant.testkit.SimulatedWorld;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What the tables of masterdata promise: each of them what {@link TableContract} says, and the searches of some. */
public abstract class MasterdataContract {
    private static final Meta META = new Meta(Map.of("owner", "ops", "a", ""), List.of("x=y", "b"), 3);
    private static final Quotas QUOTAS =
            new Quotas(Optional.empty(), Optional.of(3), Optional.of(0), Optional.of(Integer.MAX_VALUE));

    /** One store for all tests of the class. */
    protected abstract Store store();

    private abstract class OfStore<E extends Entity<E>> extends TableContract<E> {
        @Override
        protected Store store() {
            return MasterdataContract.this.store();
        }
    }

    @Nested
    class Partitions extends OfStore<Partition> {
        @Override
        protected Table<Partition> table(Tx tx) {
            return tx.partitions();
        }

        @Override
        protected Partition entity(String id, String text, Stamp stamp) {
            return new Partition(
                    id,
                    "name",
                    text,
                    "10.0.0.1:22",
                    Map.of("b", "2", "a", text),
                    new Partition.BootConfig("http://i", "http://k", "console=ttyS0"),
                    List.of("1.1.1.1", "::1"),
                    List.of(),
                    "zone",
                    stamp);
        }
    }

    @Nested
    class Regions extends OfStore<Region> {
        @Override
        protected Table<Region> table(Tx tx) {
            return tx.regions();
        }

        @Override
        protected Region entity(String id, String text, Stamp stamp) {
            return new Region(id, "name", text, Map.of("a", text), stamp);
        }
    }

    @Nested
    class Zones extends OfStore<Zone> {
        @Override
        protected Table<Zone> table(Tx tx) {
            return tx.zones();
        }

        @Override
        protected Zone entity(String id, String text, Stamp stamp) {
            return new Zone(id, "region", "name", text, Map.of("a", text), stamp);
        }
    }

    @Nested
    class Peerings extends OfStore<Peering> {
        @Override
        protected Table<Peering> table(Tx tx) {
            return tx.peerings();
        }

        @Override
        protected Peering entity(String id, String text, Stamp stamp) {
            var bgp = Bgp.read(
                    new Bgp.End(65_000, "2001:db8::1/127", "Ethernet0@exit01"),
                    new Bgp.End(4_200_000_000L, "2001:db8::", ""));
            return new Peering(
                    id,
                    "name",
                    text,
                    "internet",
                    "",
                    PeeringType.EXTERNAL,
                    Optional.of(bgp),
                    "partition",
                    "project",
                    Map.of("a", text),
                    stamp);
        }
    }

    @Nested
    class Orders extends OfStore<MachineOrder> {
        @Override
        protected Table<MachineOrder> table(Tx tx) {
            return tx.orders();
        }

        @Override
        protected MachineOrder entity(String id, String text, Stamp stamp) {
            var place = new Place("north", "a", "a1", "net", 3, "");
            var slot = Slot.planned(1, place, new UUID(3, 4))
                    .made("m", "allocation", Instant.parse("2026-01-02T03:04:05.678Z"));
            return new MachineOrder(
                    id,
                    Rule.BEST_EFFORT,
                    2,
                    new MachineOrder.Orderer("a@b", "a", "t", "EDIT"),
                    "project",
                    "sum",
                    "{}",
                    List.of(place),
                    List.of(
                            slot,
                            Slot.planned(2, place, new UUID(3, 5)).again(place, new UUID(3, 6), text, Instant.EPOCH)),
                    MachineOrder.State.TAKING_BACK,
                    text,
                    stamp);
        }
    }

    @Nested
    class Images extends OfStore<Image> {
        @Override
        protected Table<Image> table(Tx tx) {
            return tx.images();
        }

        @Override
        protected Image entity(String id, String text, Stamp stamp) {
            return new Image(
                    id,
                    "",
                    text,
                    "http://images/x",
                    "ubuntu",
                    "24.4.20240101",
                    List.of("machine", "firewall"),
                    "preview",
                    Instant.parse("9999-12-31T23:59:59.123456789Z"),
                    stamp);
        }
    }

    @Nested
    class Sizes extends OfStore<Size> {
        @Override
        protected Table<Size> table(Tx tx) {
            return tx.sizes();
        }

        @Override
        protected Size entity(String id, String text, Stamp stamp) {
            return new Size(
                    id,
                    "name",
                    text,
                    List.of(
                            new SizeConstraint(SizeConstraint.Type.STORAGE, 0, Long.MAX_VALUE, "/dev/nvme*"),
                            new SizeConstraint(SizeConstraint.Type.GPU, 1, 2, "H100 [a-c]")),
                    Map.of(text, ""),
                    stamp);
        }
    }

    @Nested
    class SizeReservations extends OfStore<SizeReservation> {
        @Override
        protected Table<SizeReservation> table(Tx tx) {
            return tx.sizeReservations();
        }

        @Override
        protected SizeReservation entity(String id, String text, Stamp stamp) {
            return reservation(id, "size", "project", text, stamp);
        }
    }

    @Nested
    class SizeImageConstraints extends OfStore<SizeImageConstraint> {
        @Override
        protected Table<SizeImageConstraint> table(Tx tx) {
            return tx.sizeImageConstraints();
        }

        @Override
        protected SizeImageConstraint entity(String id, String text, Stamp stamp) {
            return new SizeImageConstraint(id, "", text, Map.of("ubuntu", ">= 24.04", "debian", "*"), stamp);
        }
    }

    @Nested
    class FilesystemLayouts extends OfStore<FilesystemLayout> {
        @Override
        protected Table<FilesystemLayout> table(Tx tx) {
            return tx.filesystemLayouts();
        }

        @Override
        protected FilesystemLayout entity(String id, String text, Stamp stamp) {
            return new FilesystemLayout(
                    id,
                    "",
                    text,
                    List.of(new FilesystemLayout.Filesystem(
                            "/", "/dev/vg/root", "ext4", "root", List.of("noatime"), List.of("-F"))),
                    List.of(new FilesystemLayout.Disk(
                            "/dev/sda", List.of(new FilesystemLayout.DiskPartition(1, "efi", 500, "ef00")), true)),
                    List.of(new FilesystemLayout.Raid("/dev/md0", List.of("/dev/sda1"), "1", List.of("-f"), 1)),
                    List.of(new FilesystemLayout.VolumeGroup("vg", List.of("/dev/md0"), List.of("t"))),
                    List.of(new FilesystemLayout.LogicalVolume("root", "vg", 0, "linear")),
                    new FilesystemLayout.Constraints(List.of("s1"), Map.of("ubuntu", "*")),
                    stamp);
        }
    }

    @Nested
    class Tenants extends OfStore<Tenant> {
        @Override
        protected Table<Tenant> table(Tx tx) {
            return tx.tenants();
        }

        @Override
        protected Tenant entity(String id, String text, Stamp stamp) {
            var iam = Optional.of(new Tenant.IamConfig("https://issuer", "client", "ldap"));
            return new Tenant(id, "name", text, QUOTAS, Quotas.NONE, iam, META, stamp);
        }
    }

    @Nested
    class Projects extends OfStore<Project> {
        @Override
        protected Table<Project> table(Tx tx) {
            return tx.projects();
        }

        @Override
        protected Project entity(String id, String text, Stamp stamp) {
            return project(id, "tenant", text, stamp);
        }
    }

    private static SizeReservation reservation(String id, String size, String project, String text, Stamp stamp) {
        return new SizeReservation(id, "name", text, size, project, 3, List.of("p2", "p1"), Map.of("k", text), stamp);
    }

    private static Project project(String id, String tenant, String text, Stamp stamp) {
        return new Project(id, "name", text, tenant, QUOTAS, META, stamp);
    }

    @Test
    public void reservationsAreFoundByTheirSizeAndByTheirProject() {
        var world = SimulatedWorld.seeded(1);
        var mark = UUID.randomUUID().toString();
        store().run("insert", tx -> {
            for (var name : List.of("c", "a", "b")) {
                var size = name.equals("b") ? "other" : "size";
                var project = name.equals("a") ? "other" : "project";
                tx.sizeReservations()
                        .insert(reservation(mark + name, size + mark, project + mark, "", Stamp.fresh(world)));
            }
            return mark;
        });

        var bySize = store().read("by-size", tx -> tx.sizeReservations().ofSize("size" + mark));
        var byProject = store().read("by-project", tx -> tx.sizeReservations().ofProject("project" + mark));

        assertThat(bySize).extracting(SizeReservation::id).containsExactly(mark + "a", mark + "c");
        assertThat(byProject).extracting(SizeReservation::id).containsExactly(mark + "b", mark + "c");
    }

    @Test
    public void projectsAreFoundByTheirTenantAndMoveWithIt() {
        var world = SimulatedWorld.seeded(1);
        var mark = UUID.randomUUID().toString();
        store().run("insert", tx -> {
            tx.projects().insert(project(mark + "b", "t1" + mark, "", Stamp.fresh(world)));
            tx.projects().insert(project(mark + "a", "t1" + mark, "", Stamp.fresh(world)));
            var moving = tx.projects().insert(project(mark + "c", "t1" + mark, "", Stamp.fresh(world)));
            return tx.projects().update(project(moving.id(), "t2" + mark, "", moving.stamp()));
        });

        var first = store().read("by-tenant", tx -> tx.projects().ofTenant("t1" + mark));
        var second = store().read("by-tenant", tx -> tx.projects().ofTenant("t2" + mark));

        assertThat(first).extracting(Project::id).containsExactly(mark + "a", mark + "b");
        assertThat(second).extracting(Project::id).containsExactly(mark + "c");
    }

    @Test
    public void pagesOfASearchForProjectsTogetherAreItsMatches() {
        var world = SimulatedWorld.seeded(1);
        var mark = UUID.randomUUID().toString();
        store().run("insert", tx -> {
            for (var name : List.of("g", "b", "e", "a", "d", "f", "c")) {
                tx.projects()
                        .insert(project(mark + name, "t" + mark, "adg".contains(name) ? "x" : "", Stamp.fresh(world)));
            }
            return tx.projects().insert(project(mark + "cc", "u" + mark, "x", Stamp.fresh(world)));
        });
        var ofTenant = new ProjectQuery(none(), none(), none(), Optional.of("t" + mark));
        var described = new ProjectQuery(none(), none(), Optional.of("x"), Optional.of("t" + mark));
        var one = new ProjectQuery(Optional.of(mark + "cc"), none(), none(), none());

        for (int size : List.of(1, 2, 3, 7, 8)) {
            assertThat(projects(ofTenant, size)).hasSize(7).isSorted();
            assertThat(projects(described, size)).containsExactly(mark + "a", mark + "d", mark + "g");
            assertThat(projects(one, size)).containsExactly(mark + "cc");
        }
    }

    private static Optional<String> none() {
        return Optional.empty();
    }

    private List<String> projects(ProjectQuery query, int size) {
        return Pages.read(store(), "page", "", (tx, after) -> {
                    var page = tx.projects().page(query, after, size);
                    assertThat(page.rows()).hasSizeLessThanOrEqualTo(size);
                    return page;
                })
                .map(Project::id)
                .toList();
    }

    @Test
    public void pagesOfASearchForReservationsTogetherAreItsMatches() {
        var world = SimulatedWorld.seeded(1);
        var mark = UUID.randomUUID().toString();
        store().run("insert", tx -> {
            for (var name : List.of("d", "b", "a", "c")) {
                var size = name.equals("b") ? "other" : "size";
                var project = name.equals("c") ? "other" : "project";
                tx.sizeReservations()
                        .insert(reservation(mark + name, size + mark, project + mark, "", Stamp.fresh(world)));
            }
            return mark;
        });
        var size = Optional.of("size" + mark);
        var project = Optional.of("project" + mark);

        for (int max : List.of(1, 2, 3, 4)) {
            assertThat(reservations(new SizeReservationQuery(none(), size, none(), none()), max))
                    .containsExactly(mark + "a", mark + "c", mark + "d");
            assertThat(reservations(new SizeReservationQuery(none(), size, project, none()), max))
                    .containsExactly(mark + "a", mark + "d");
            assertThat(reservations(new SizeReservationQuery(none(), none(), project, Optional.of("p2")), max))
                    .containsExactly(mark + "a", mark + "b", mark + "d");
            assertThat(reservations(new SizeReservationQuery(none(), none(), project, Optional.of("p3")), max))
                    .isEmpty();
            assertThat(reservations(new SizeReservationQuery(Optional.of(mark + "a"), size, none(), none()), max))
                    .containsExactly(mark + "a");
        }
    }

    private List<String> reservations(SizeReservationQuery query, int max) {
        return Pages.read(store(), "page", "", (tx, after) -> {
                    var page = tx.sizeReservations().page(query, after, max);
                    assertThat(page.rows()).hasSizeLessThanOrEqualTo(max);
                    return page;
                })
                .map(SizeReservation::id)
                .toList();
    }

    @Test
    public void aPageThatAClientAsksForMayLieAcrossPagesThatAreRead() {
        var world = SimulatedWorld.seeded(1);
        var mark = Map.of("mark", UUID.randomUUID().toString());
        var wanted = IntStream.range(0, Pages.SIZE + 10)
                .mapToObj(i -> "%s-%04d".formatted(mark.get("mark"), i))
                .toList();
        store().run("insert", tx -> {
            wanted.forEach(id -> tx.tenants()
                    .insert(new Tenant(
                            id,
                            "",
                            "",
                            Quotas.NONE,
                            Quotas.NONE,
                            Optional.empty(),
                            new Meta(mark, List.of(), 0),
                            Stamp.fresh(world))));
            return wanted;
        });
        var tenants = new metalplant.core.tenant.Tenants(store(), world);

        var found = new ArrayList<String>();
        tenants.each(
                new metalplant.core.tenant.Tenants.Query(none(), none(), mark, 70, Pages.SIZE / 70),
                tenant -> found.add(tenant.id()));

        assertThat(found).containsExactlyElementsOf(wanted.subList(Pages.SIZE / 70 * 70, Pages.SIZE / 70 * 70 + 20));
    }
}
