package metalplant.testkit.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import metalplant.core.filesystem.FilesystemLayouts;
import metalplant.core.homes.JoinAnswers;
import metalplant.core.homes.PublishingStore;
import metalplant.core.image.Images;
import metalplant.core.project.Projects;
import metalplant.core.region.Regions;
import metalplant.core.region.Zones;
import metalplant.core.size.SizeImageConstraints;
import metalplant.core.size.Sizes;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.core.tenant.Tenants;
import metalplant.federation.entry.HomeCommand;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.entry.Version;
import metalplant.federation.membership.Phase;
import metalplant.federation.plant.Event;
import metalplant.federation.value.Bytes;
import metalplant.model.Entity;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.Stamp;
import metalplant.model.filesystem.FilesystemLayout;
import metalplant.model.image.Image;
import metalplant.model.machine.Hardware;
import metalplant.model.size.Size;
import metalplant.model.size.SizeConstraint;
import metalplant.model.size.SizeMatching;
import metalplant.model.tenant.Meta;
import metalplant.model.tenant.Quotas;
import metalplant.model.tenant.Tenant;
import metalplant.testkit.life.CrashingStore;
import org.junit.jupiter.api.Test;

/** Masterdata that plants share: what is made in one is read in all, nobody loses anything, and a crash changes nothing of that. */
public abstract class SharedMasterdataContract {
    /** A new empty store. */
    protected abstract Store store();

    /** Every how many commits a crash is tried. */
    protected int crashStride() {
        return 1;
    }

    /** The use cases of one plant. */
    private record Site(TestFederation.Plant plant, Store store) {
        private <T> T uses(java.util.function.Function<PublishingStore, T> use) {
            return use.apply(new PublishingStore(store));
        }

        Tenants tenants(TestFederation federation) {
            return uses(shared -> new Tenants(shared, federation.world));
        }

        Projects projects(TestFederation federation) {
            return uses(shared -> new Projects(shared, federation.world));
        }

        Images images(TestFederation federation) {
            return uses(shared -> new Images(shared, _ -> {}, federation.world));
        }
    }

    private TestFederation federation(int plants) {
        return new TestFederation(
                1, IntStream.range(0, plants).mapToObj(_ -> store()).toList());
    }

    private static Site site(TestFederation federation, int index) {
        var plant = federation.plants.get(index);
        return new Site(plant, plant.store);
    }

    private TestFederation pair() {
        var federation = federation(2);
        federation.found();
        federation.join(federation.plants.get(1));
        federation.runUntil(federation::agree);
        return federation;
    }

    private static Tenant tenant(TestFederation federation, int at, String id, String description) {
        return site(federation, at)
                .tenants(federation)
                .create(new Tenants.Content(
                        id, id, description, Quotas.NONE, Quotas.NONE, Optional.empty(), Meta.EMPTY));
    }

    private static String project(TestFederation federation, int at, String id, String tenantId) {
        return site(federation, at)
                .projects(federation)
                .create(new Projects.Content(id, "shop", "", tenantId, Quotas.NONE, Meta.EMPTY))
                .id();
    }

    private static Image image(TestFederation federation, int at, String id, String url) {
        return site(federation, at)
                .images(federation)
                .create(new Images.Create(id, "", "", url, List.of("machine"), Optional.empty(), Optional.empty()));
    }

    private static List<String> ids(
            TestFederation federation,
            int at,
            java.util.function.Function<Tx, ? extends metalplant.core.store.Table<? extends Entity<?>>> table) {
        return federation
                .plants
                .get(at)
                .store
                .read(
                        "test",
                        tx -> table.apply(tx).list().stream()
                                .map(entity -> entity.id())
                                .toList());
    }

    private static Optional<Tenant> tenant(TestFederation federation, int at, String id) {
        return federation.plants.get(at).store.read("test", tx -> tx.tenants().find(id));
    }

    /** Nothing is waiting to be published, and all know the same. */
    private static boolean quiet(TestFederation federation) {
        return federation.agree()
                && federation.plants.stream()
                        .allMatch(plant -> plant.store.<Boolean>read(
                                "test", tx -> tx.shared().pending(1).isEmpty()))
                && federation.plants.stream()
                        .allMatch(plant -> plant.state().federation().homes().all().stream()
                                .noneMatch(entity ->
                                        entity.standing() == metalplant.federation.homes.Entity.Standing.PENDING));
    }

    private static void settle(TestFederation federation) {
        federation.runUntil(() -> quiet(federation));
    }

    @Test
    public void whatIsMadeInOnePlantIsReadInTheOtherWithWhatItRefersTo() {
        var federation = pair();
        tenant(federation, 0, "acme", "a customer");
        var id = project(federation, 0, "", "acme");
        image(federation, 0, "debian-13.0.1", "http://images/debian");
        var world = federation.world;
        var shared = new PublishingStore(federation.plants.getFirst().store);
        new Regions(shared, world).create(new Regions.Create("eu", "Europe", "", Map.of("a", "b")));
        new Zones(shared, world).create(new Zones.Create("fra", "eu", "", "", Map.of()));

        settle(federation);

        var there = federation.plants.get(1).store;
        var project = there.read("test", tx -> tx.projects().get(id));
        assertThat(project.tenantId()).isEqualTo("acme");
        assertThat(project.stamp().home())
                .isEqualTo(federation.plants.getFirst().id.text());
        assertThat(there.read("test", tx -> tx.tenants().get("acme")).description())
                .isEqualTo("a customer");
        Image read = there.read("test", tx -> tx.images().get("debian-13.0.1"));
        assertThat(read)
                .extracting(Image::url, Image::os, Image::version, Image::features)
                .containsExactly("http://images/debian", "debian", "13.0.1", List.of("machine"));
        assertThat(there.read("test", tx -> tx.zones().get("fra")).regionId()).isEqualTo("eu");
        assertThat(there.read("test", tx -> tx.regions().get("eu")).labels()).isEqualTo(Map.of("a", "b"));
    }

    @Test
    public void changesAndRemovalsFollow() {
        var federation = pair();
        var made = tenant(federation, 0, "acme", "first");
        settle(federation);

        site(federation, 0)
                .tenants(federation)
                .update(new Tenants.Content(
                        "acme", "acme", "second", Quotas.NONE, Quotas.NONE, Optional.empty(), made.meta()));
        settle(federation);
        assertThat(tenant(federation, 1, "acme").orElseThrow().description()).isEqualTo("second");
        assertThat(tenant(federation, 1, "acme").orElseThrow().meta().version()).isEqualTo(1);

        site(federation, 0).tenants(federation).delete("acme");
        settle(federation);
        assertThat(tenant(federation, 1, "acme")).isEmpty();
        tenant(federation, 1, "acme", "another one");
        settle(federation);
        assertThat(tenant(federation, 0, "acme").orElseThrow().description()).isEqualTo("another one");
    }

    @Test
    public void aCopyIsChangedAtItsHomeOnlyAndTheRefusalNamesIt() {
        var federation = pair();
        tenant(federation, 0, "acme", "");
        settle(federation);

        assertThatThrownBy(() -> site(federation, 1).tenants(federation).delete("acme"))
                .isInstanceOfSatisfying(Problem.class, refused -> {
                    assertThat(refused.code()).isEqualTo(ProblemCode.HOME_ELSEWHERE);
                    assertThat(refused).hasMessageContaining("\"site_0\"");
                    assertThat(refused.details())
                            .containsEntry(
                                    "plant", federation.plants.getFirst().id.text())
                            .containsEntry("plant-label", "site_0");
                });
        assertThatThrownBy(() -> tenant(federation, 1, "acme", "")).isInstanceOf(Problem.class);
        assertThat(project(federation, 1, "", "acme")).isNotEmpty();
    }

    @Test
    public void whatBothHadWithEqualContentIsOneAndWhatDiffersIsKeptBesideIt() {
        var federation = federation(2);
        for (int at = 0; at < 2; at++) {
            tenant(federation, at, "metal-stack", "provider");
            tenant(federation, at, "acme", "customer of " + at);
            project(federation, at, "p" + at, "metal-stack");
            project(federation, at, "q" + at, "acme");
            image(federation, at, "debian-13.0.1", "http://plant" + at);
            image(federation, at, "ubuntu-24.4.1", "http://everywhere");
            federation.world.advance(Duration.ofMinutes(3));
        }

        federation.found();
        federation.join(federation.plants.get(1));
        settle(federation);

        for (int at = 0; at < 2; at++) {
            assertThat(ids(federation, at, Tx::tenants)).containsExactly("acme", "acme~site_1", "metal-stack");
            assertThat(ids(federation, at, Tx::projects)).contains("p0", "p1", "q0", "q1");
            assertThat(ids(federation, at, Tx::images))
                    .containsExactly("debian-13.0.1", "debian-13.0.1~site_1", "ubuntu-24.4.1");
            assertThat(tenant(federation, at, "acme").orElseThrow().description())
                    .isEqualTo("customer of 0");
            assertThat(tenant(federation, at, "acme~site_1").orElseThrow().description())
                    .isEqualTo("customer of 1");
            var store = federation.plants.get(at).store;
            assertThat(store.read("test", tx -> tx.projects().get("p1")).tenantId())
                    .isEqualTo("metal-stack");
            assertThat(store.read("test", tx -> tx.projects().get("q0")).tenantId())
                    .isEqualTo("acme");
            assertThat(store.read("test", tx -> tx.projects().get("q1")).tenantId())
                    .isEqualTo("acme~site_1");
        }
        assertThat(federation.plants.get(1).alarms).anyMatch(text -> text.contains("\"acme~site_1\""));
    }

    @Test
    public void creatingWhileCutOffWorksAndTheSecondOneGetsTheNameOfItsPlant() {
        var federation = pair();
        settle(federation);
        federation.links.cutOff(1);
        tenant(federation, 1, "shop", "in the south");
        var id = project(federation, 1, "", "shop");
        assertThat(tenant(federation, 1, "shop")).isPresent();
        federation.run(Duration.ofHours(2));
        tenant(federation, 0, "shop", "in the north");
        federation.run(Duration.ofMinutes(1));
        assertThat(tenant(federation, 1, "shop").orElseThrow().description()).isEqualTo("in the south");

        federation.links.heal();
        settle(federation);

        for (int at = 0; at < 2; at++) {
            var all = ids(federation, at, Tx::tenants);
            assertThat(all).hasSize(2).contains("shop");
            var store = federation.plants.get(at).store;
            var owner = store.read("test", tx -> tx.projects().get(id)).tenantId();
            assertThat(tenant(federation, at, owner).orElseThrow().description())
                    .isEqualTo("in the south");
        }
        assertThat(ids(federation, 0, Tx::tenants)).isEqualTo(ids(federation, 1, Tx::tenants));
    }

    @Test
    public void aPlantThatLeavesKeepsEverythingAsItsOwnAndMayComeBack() {
        var federation = pair();
        tenant(federation, 0, "north", "");
        tenant(federation, 1, "south", "");
        settle(federation);
        var leaving = federation.plants.get(1);

        leaving.order(new Event.Drain());
        federation.runUntil(() -> leaving.phase() == Phase.STANDALONE
                && leaving.state().ledger().state().isEmpty());

        assertThat(ids(federation, 1, Tx::tenants)).containsExactly("north", "south");
        List<Tenant> kept = leaving.store.read("test", tx -> tx.tenants().list());
        assertThat(kept).allMatch(each -> each.stamp().home().isEmpty());
        site(federation, 1).tenants(federation).delete("north");
        assertThat(ids(federation, 0, Tx::tenants)).containsExactly("north", "south");
        federation.runUntil(() -> tenant(federation, 0, "south")
                .filter(each -> each.stamp().home().isEmpty())
                .isPresent());

        leaving.plan = Optional.empty();
        federation.join(leaving);
        settle(federation);
        for (int at = 0; at < 2; at++) {
            assertThat(ids(federation, at, Tx::tenants)).containsExactly("north", "south");
        }
        assertThat(tenant(federation, 1, "south").orElseThrow().stamp().home())
                .isEqualTo(federation.plants.getFirst().id.text());
    }

    @Test
    public void theHomesOfAnEvictedPlantMoveToOneThatStays() {
        var federation = federation(3);
        federation.found();
        federation.join(federation.plants.get(1));
        federation.join(federation.plants.get(2));
        tenant(federation, 2, "acme", "");
        settle(federation);
        federation.links.cutOff(2);

        federation.plants.getFirst().want(new MemberCommand.MemberEvict(federation.plants.get(2).id));
        federation.runUntil(() -> tenant(federation, 0, "acme")
                .filter(each -> each.stamp().home().isEmpty())
                .isPresent());

        site(federation, 0).tenants(federation).delete("acme");
        federation.runUntil(() -> tenant(federation, 1, "acme").isEmpty());
    }

    @Test
    public void aDatabaseThatForgotItsLastChangesLearnsThemFromTheLedger() {
        var federation = pair();
        tenant(federation, 1, "acme", "first");
        settle(federation);
        // As if the database were from before: the row and what is known of it are gone, the ledger is not.
        var plant = federation.plants.get(1);
        plant.store.run("test", tx -> {
            tx.tenants().delete(tx.tenants().get("acme"));
            tx.shared().all().forEach(row -> tx.shared().remove(row.id()));
            return true;
        });
        var id = plant.state().federation().homes().all().getFirst().id();

        plant.want(new HomeCommand.EntityPut(
                "tenant",
                id,
                new Version(0, 7),
                "",
                "acme",
                plant.state().federation().homes().all().getFirst().content()));
        federation.runUntil(() -> tenant(federation, 1, "acme").isPresent());

        assertThat(tenant(federation, 1, "acme").orElseThrow().stamp())
                .extracting(Stamp::uid, Stamp::home)
                .containsExactly(id, "");
    }

    @Test
    public void contentThatIsNoneIsLeftOutWithTheReasonAndHarmsNothing() {
        var federation = pair();
        var hostile = federation.plants.getFirst();
        hostile.want(new HomeCommand.EntityPut(
                "tenant", new UUID(7, 7), new Version(0, 1), "", "evil", Bytes.of(new byte[] {1, 2, 3})));
        federation.run(Duration.ofHours(1));
        // An order does not create, so it goes in as the plant's own change.
        hostile.store.run("test", tx -> {
            for (int i = 0; i < 3; i++) {
                var content =
                        i == 0 ? Bytes.of(new byte[] {1, 2, 3}) : i == 1 ? Bytes.EMPTY : Bytes.of(new byte[60_000]);
                tx.shared()
                        .save(new metalplant.core.store.SharedTable.Row(
                                new UUID(7, i),
                                i == 1 ? "frobnicator" : "tenant",
                                3,
                                "evil" + i,
                                "",
                                new Version(0, 1),
                                -1,
                                "evil" + i,
                                content,
                                false,
                                false,
                                true));
            }
            return true;
        });
        tenant(federation, 0, "good", "");
        settle(federation);

        assertThat(ids(federation, 1, Tx::tenants)).containsExactly("good");
        assertThat(federation.plants.get(1).alarms)
                .anyMatch(text -> text.contains("evil0") && text.contains("left out"));
        assertThat(federation.plants.get(1).phase()).isEqualTo(Phase.MEMBER);
    }

    @Test
    public void aTenantThatIsUsedElsewhereStaysAsLongAsItIsUsed() {
        var federation = pair();
        tenant(federation, 0, "acme", "");
        settle(federation);
        federation.links.cutOff(1);
        var id = project(federation, 1, "", "acme");
        federation.links.heal();
        federation.links.cutOff(1);
        site(federation, 0).tenants(federation).delete("acme");
        federation.links.heal();
        settle(federation);

        assertThat(tenant(federation, 1, "acme")).isPresent();
        site(federation, 1).projects(federation).delete(id);
        federation.runUntil(() -> tenant(federation, 1, "acme").isEmpty());
    }

    @Test
    public void tenantsThatAreSaidToBeOneCustomerBecomeOneWithTheProjectsOfBoth() {
        var federation = federation(2);
        for (int at = 0; at < 2; at++) {
            tenant(federation, at, "acme", "customer of " + at);
            project(federation, at, "p" + at, "acme");
        }
        var answers = new JoinAnswers(federation.plants.get(1).store, federation.world);
        answers.give(new JoinAnswers.Answers(List.of("acme"), List.of()), true);
        assertThat(answers.given().sameTenants()).containsExactly("acme");
        federation.found();
        federation.join(federation.plants.get(1));
        settle(federation);

        for (int at = 0; at < 2; at++) {
            assertThat(ids(federation, at, Tx::tenants)).containsExactly("acme");
            assertThat(tenant(federation, at, "acme").orElseThrow().description())
                    .isEqualTo("customer of 0");
            var store = federation.plants.get(at).store;
            for (var id : List.of("p0", "p1")) {
                assertThat(store.read("test", tx -> tx.projects().get(id)).tenantId())
                        .isEqualTo("acme");
            }
        }
        assertThatThrownBy(() -> answers.give(new JoinAnswers.Answers(List.of("acme"), List.of()), true))
                .hasMessageContaining("in a federation");
    }

    @Test
    public void whatGatheredWhileCutOffGoesInFewEntries() {
        var federation = pair();
        settle(federation);
        federation.links.cutOff(1);
        for (int i = 0; i < 250; i++) {
            tenant(federation, 1, "customer-" + i, "made while cut off");
        }
        long before = federation.plants.getFirst().state().ledger().head().seq();
        federation.links.heal();

        federation.runUntil(() -> ids(federation, 0, Tx::tenants).size() == 250);

        assertThat(federation.plants.getFirst().state().ledger().head().seq() - before)
                .isLessThan(10);
        settle(federation);
    }

    private static Sizes sizes(TestFederation federation, int at) {
        return new Sizes(new PublishingStore(federation.plants.get(at).store), federation.world);
    }

    private static void size(TestFederation federation, int at, String id, long cores) {
        size(federation, at, id, cores, cores);
    }

    private static void size(TestFederation federation, int at, String id, long min, long max) {
        var ranges = List.of(
                new SizeConstraint(SizeConstraint.Type.CORES, min, max, ""),
                new SizeConstraint(SizeConstraint.Type.MEMORY, 0, 1, ""));
        sizes(federation, at).create(new Sizes.Create(id, id, "", ranges, Map.of()));
    }

    private static void constraint(TestFederation federation, int at, String id, String version) {
        new SizeImageConstraints(new PublishingStore(federation.plants.get(at).store), federation.world)
                .create(new SizeImageConstraints.Create(id, "", "", Map.of("debian", version)));
    }

    private static void layout(TestFederation federation, int at, String id, String sizeId) {
        new FilesystemLayouts(new PublishingStore(federation.plants.get(at).store), federation.world)
                .create(new FilesystemLayout(
                        id,
                        "",
                        "",
                        List.of(),
                        List.of(new FilesystemLayout.Disk(
                                "/dev/sda", List.of(new FilesystemLayout.DiskPartition(1, "root", 0, "8300")), true)),
                        List.of(),
                        List.of(),
                        List.of(),
                        new FilesystemLayout.Constraints(List.of(sizeId), Map.of("debian", "*")),
                        Stamp.fresh(federation.world)));
    }

    private static List<String> sizesOf(TestFederation federation, int at, String layout) {
        return federation
                .plants
                .get(at)
                .store
                .read(
                        "test",
                        tx -> tx.filesystemLayouts().get(layout).constraints().sizes());
    }

    private static String imagesOf(TestFederation federation, int at, String size) {
        return federation
                .plants
                .get(at)
                .store
                .read(
                        "test",
                        tx -> tx.sizeImageConstraints()
                                .find(size)
                                .map(each -> each.images().get("debian"))
                                .orElse(""));
    }

    @Test
    public void sizesLayoutsAndConstraintsFollowAndKeepWhatTheyReferTo() {
        var federation = federation(2);
        for (int at = 0; at < 2; at++) {
            size(federation, at, "large", 64);
            layout(federation, at, "plain", "large");
            size(federation, at, "small", 8 + at);
            constraint(federation, at, "small", ">= 1" + at);
            layout(federation, at, "fitted", "small");
        }
        federation.found();
        federation.join(federation.plants.get(1));
        size(federation, 0, "gpu", 2);
        layout(federation, 0, "fast", "gpu");
        settle(federation);

        for (int at = 0; at < 2; at++) {
            assertThat(ids(federation, at, Tx::sizes)).containsExactly("gpu", "large", "small", "small~site_1");
            assertThat(ids(federation, at, Tx::filesystemLayouts))
                    .containsExactly("fast", "fitted", "fitted~site_1", "plain");
            assertThat(sizesOf(federation, at, "fast")).containsExactly("gpu");
            assertThat(sizesOf(federation, at, "fitted")).containsExactly("small");
            assertThat(sizesOf(federation, at, "fitted~site_1")).containsExactly("small~site_1");
            assertThat(imagesOf(federation, at, "small")).isEqualTo(">= 10");
            assertThat(imagesOf(federation, at, "small~site_1")).isEqualTo(">= 11");
        }
        constraint(federation, 0, "gpu", "= 13");
        federation.runUntil(() -> imagesOf(federation, 1, "gpu").equals("= 13"));
        assertThatThrownBy(() -> constraint(federation, 1, "large", "= 13")).hasMessageContaining("\"site_0\"");
        sizes(federation, 0).delete("gpu");
        federation.runUntil(() -> !ids(federation, 1, Tx::sizes).contains("gpu"));
        assertThat(imagesOf(federation, 1, "gpu")).isEmpty();
    }

    @Test
    public void aSizeOfAnotherPlantTakesNoServerFromAnOwnOneAndIsNamed() {
        var federation = pair();
        size(federation, 1, "ours", 1, 16);
        size(federation, 0, "theirs", 1, 32);
        settle(federation);

        assertThat(sizes(federation, 1).get("theirs").labels()).containsEntry(Size.SHADOWED_LABEL, "ours");
        assertThat(sizes(federation, 0).get("ours").labels()).containsEntry(Size.SHADOWED_LABEL, "theirs");
        assertThat(federation.plants.get(1).alarms)
                .anyMatch(text -> text.contains("\"theirs\"") && text.contains("\"ours\""));
        assertThat(matched(federation, 1, 8)).isEqualTo("ours");
        assertThat(matched(federation, 1, 24)).isEqualTo("theirs");
        assertThat(matched(federation, 0, 8)).isEqualTo("theirs");
    }

    private static String matched(TestFederation federation, int at, int cores) {
        var hardware =
                new Hardware(0, List.of(new Hardware.Cpu("", "", cores, cores)), List.of(), List.of(), List.of());
        return SizeMatching.match(
                hardware,
                federation.plants.get(at).store.read("test", tx -> tx.sizes().list()));
    }

    @Test
    public void aCrashAtAnyCommitChangesNothing() {
        int commits = 1;
        while (crashed(commits)) {
            commits += crashStride();
        }
        assertThat(commits).isGreaterThan(10);
    }

    /** False when the story ended before the crash came. */
    private boolean crashed(int commits) {
        var federation = federation(2);
        for (int at = 0; at < 2; at++) {
            tenant(federation, at, "metal-stack", "provider");
            tenant(federation, at, "acme", "customer of " + at);
        }
        federation.found();
        var plant = federation.plants.get(1);
        plant.restart(store -> new CrashingStore(store, commits));
        boolean crashed = false;
        for (int i = 0; i < 400 && (plant.crashed || plant.phase() != Phase.MEMBER); i++) {
            if (plant.crashed) {
                crashed = true;
                plant.restart(UnaryOperator.identity());
            } else if (plant.phase() == Phase.STANDALONE) {
                federation.beginJoin(plant);
            } else {
                plant.acceptPlan();
            }
            federation.run(Duration.ofSeconds(10));
        }
        for (int i = 0; i < 400 && (plant.crashed || !quiet(federation)); i++) {
            if (plant.crashed) {
                crashed = true;
                plant.restart(UnaryOperator.identity());
            }
            federation.run(Duration.ofSeconds(10));
        }
        for (int at = 0; at < 2; at++) {
            assertThat(ids(federation, at, Tx::tenants))
                    .as("tenants of plant %d after a crash behind commit %d", at, commits)
                    .containsExactly("acme", "acme~site_1", "metal-stack");
        }
        return crashed;
    }
}
