package metalplant.model.filesystem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.Stamp;
import metalplant.model.filesystem.FilesystemLayout.Constraints;
import metalplant.model.filesystem.FilesystemLayout.Disk;
import metalplant.model.filesystem.FilesystemLayout.DiskPartition;
import metalplant.model.filesystem.FilesystemLayout.Filesystem;
import metalplant.model.filesystem.FilesystemLayout.LogicalVolume;
import metalplant.model.filesystem.FilesystemLayout.Raid;
import metalplant.model.filesystem.FilesystemLayout.VolumeGroup;
import metalplant.model.machine.Hardware;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LayoutRulesTest {
    private static final long GIB = 1024L * 1024 * 1024;

    /** A layout with one thing after the other; starts as one disk with an EFI and a root partition. */
    private record Draft(
            List<Filesystem> filesystems,
            List<Disk> disks,
            List<Raid> raids,
            List<VolumeGroup> groups,
            List<LogicalVolume> volumes,
            Constraints constraints) {
        static Draft good() {
            return new Draft(
                    List.of(
                            fs("/boot/efi", "/dev/sda1", "vfat"),
                            fs("/", "/dev/sda2", "ext4"),
                            fs("/tmp", "tmpfs", "tmpfs")),
                    List.of(disk("/dev/sda", part(1, 500), part(2, 0))),
                    List.of(),
                    List.of(),
                    List.of(),
                    new Constraints(List.of("small"), Map.of("debian", "*")));
        }

        Draft filesystems(Filesystem... all) {
            return new Draft(List.of(all), disks, raids, groups, volumes, constraints);
        }

        Draft disks(Disk... all) {
            return new Draft(filesystems, List.of(all), raids, groups, volumes, constraints);
        }

        Draft raids(Raid... all) {
            return new Draft(filesystems, disks, List.of(all), groups, volumes, constraints);
        }

        Draft groups(VolumeGroup... all) {
            return new Draft(filesystems, disks, raids, List.of(all), volumes, constraints);
        }

        Draft volumes(LogicalVolume... all) {
            return new Draft(filesystems, disks, raids, groups, List.of(all), constraints);
        }

        Draft constraints(List<String> sizes, Map<String, String> images) {
            return new Draft(filesystems, disks, raids, groups, volumes, new Constraints(sizes, images));
        }

        FilesystemLayout named(String id) {
            var stamp = new Stamp(new UUID(0, 0), "", 1, Instant.EPOCH, Instant.EPOCH);
            return new FilesystemLayout(id, "", "", filesystems, disks, raids, groups, volumes, constraints, stamp);
        }
    }

    private static Filesystem fs(String path, String device, String format) {
        return new Filesystem(path, device, format, "", List.of(), List.of());
    }

    private static Disk disk(String device, DiskPartition... partitions) {
        return new Disk(device, List.of(partitions), true);
    }

    private static DiskPartition part(int number, long size) {
        return new DiskPartition(number, "", size, "");
    }

    private static final VolumeGroup VG = new VolumeGroup("vg", List.of("/dev/sda1", "/dev/sda2"), List.of());

    static Stream<Arguments> good() {
        return Stream.of(
                Arguments.of("plain", Draft.good()),
                Arguments.of(
                        "nothing at all",
                        Draft.good().filesystems(new Filesystem[0]).disks(new Disk[0])),
                Arguments.of(
                        "nvme partitions have a p",
                        Draft.good()
                                .disks(disk("/dev/nvme0n1", part(1, 1)))
                                .filesystems(fs("/", "/dev/nvme0n1p1", "ext4"))),
                Arguments.of(
                        "raid of partitions",
                        Draft.good()
                                .raids(new Raid("/dev/md0", List.of("/dev/sda1", "/dev/sda2"), "1", List.of(), 0))
                                .filesystems(fs("/", "/dev/md0", "ext4"))),
                Arguments.of(
                        "volumes of a group",
                        Draft.good()
                                .groups(VG)
                                .volumes(
                                        new LogicalVolume("root", "vg", 5, "raid1"),
                                        new LogicalVolume("rest", "vg", 0, "linear"))
                                .filesystems(fs("/", "/dev/vg/root", "ext4"), fs("/var", "/dev/vg/rest", "ext3"))),
                Arguments.of("whole disk", Draft.good().filesystems(fs("/", "/dev/sda", "ext4"))),
                Arguments.of(
                        "numbers in any order",
                        Draft.good().disks(disk("/dev/sda", part(7, 0), part(1, 1), part(2, 2)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("good")
    void aLayoutWhoseDevicesAreProvidedPasses(String why, Draft draft) {
        var layout = draft.named("l");

        assertThatCode(() -> LayoutRules.requireKnownWords(layout)).as(why).doesNotThrowAnyException();
        assertThatCode(() -> LayoutRules.validate(layout)).as(why).doesNotThrowAnyException();
    }

    static Stream<Arguments> bad() {
        return Stream.of(
                Arguments.of("partition twice", Draft.good().disks(disk("/dev/sda", part(1, 1), part(1, 2)))),
                Arguments.of("open size before the last", Draft.good().disks(disk("/dev/sda", part(1, 0), part(2, 2)))),
                Arguments.of("two open sizes", Draft.good().disks(disk("/dev/sda", part(1, 0), part(2, 0)))),
                Arguments.of("filesystem on nothing", Draft.good().filesystems(fs("/", "/dev/sdb1", "ext4"))),
                Arguments.of(
                        "raid on nothing",
                        Draft.good().raids(new Raid("/dev/md0", List.of("/dev/sdb"), "1", List.of(), 0))),
                Arguments.of(
                        "group on nothing", Draft.good().groups(new VolumeGroup("vg", List.of("/dev/sdb"), List.of()))),
                Arguments.of("volume of no group", Draft.good().volumes(new LogicalVolume("lv", "vg", 1, "linear"))),
                Arguments.of(
                        "open volume before the last",
                        Draft.good()
                                .groups(VG)
                                .volumes(
                                        new LogicalVolume("a", "vg", 0, "linear"),
                                        new LogicalVolume("b", "vg", 1, "linear"))),
                Arguments.of(
                        "striped over one device",
                        Draft.good()
                                .groups(new VolumeGroup("vg", List.of("/dev/sda1"), List.of()))
                                .volumes(new LogicalVolume("a", "vg", 1, "striped"))),
                Arguments.of(
                        "create option with a blank",
                        Draft.good()
                                .filesystems(
                                        new Filesystem("/", "/dev/sda1", "ext4", "", List.of(), List.of("-F 32")))),
                Arguments.of("any system", Draft.good().constraints(List.of("s"), Map.of("*", "*"))),
                Arguments.of("unreadable constraint", Draft.good().constraints(List.of("s"), Map.of("d", ">=1"))),
                Arguments.of("size with wildcard", Draft.good().constraints(List.of("s*"), Map.of("d", "*"))),
                Arguments.of("size twice", Draft.good().constraints(List.of("s", "s"), Map.of("d", "*"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bad")
    void aLayoutThatCannotBeIsABadRequest(String why, Draft draft) {
        assertThatThrownBy(() -> LayoutRules.validate(draft.named("l")))
                .as(why)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.BAD_REQUEST));
    }

    static Stream<Arguments> unknownWords() {
        return Stream.of(
                Arguments.of("format", Draft.good().filesystems(fs("/", "/dev/sda1", "btrfs"))),
                Arguments.of(
                        "gpt type",
                        Draft.good().disks(new Disk("/dev/sda", List.of(new DiskPartition(1, "", 1, "8200")), true))),
                Arguments.of(
                        "raid level", Draft.good().raids(new Raid("/dev/md0", List.of("/dev/sda"), "5", List.of(), 0))),
                Arguments.of("lvm type", Draft.good().groups(VG).volumes(new LogicalVolume("lv", "vg", 1, "mirror"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unknownWords")
    void aWordNoInstallerKnowsIsRefused(String why, Draft draft) {
        assertThatThrownBy(() -> LayoutRules.requireKnownWords(draft.named("l")))
                .as(why)
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.RULE_VIOLATED));
    }

    private static FilesystemLayout forImages(String id, List<String> sizes, Map<String, String> images) {
        return Draft.good().constraints(sizes, images).named(id);
    }

    @Test
    void layoutsForOneSizeAndSystemCollide() {
        var stored = forImages("old", List.of("small", "large"), Map.of("debian", ">= 12.0"));

        assertThatThrownBy(() -> LayoutRules.requireNoCollision(
                        forImages("new", List.of("large"), Map.of("debian", "*")), List.of(stored)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("old");
    }

    @Test
    void layoutsForDifferentSizesSystemsOrVersionsDoNotCollide() {
        var stored = List.of(forImages("old", List.of("small"), Map.of("debian", ">= 12.0")));

        assertThatCode(() -> {
                    LayoutRules.requireNoCollision(forImages("a", List.of("large"), Map.of("debian", "*")), stored);
                    LayoutRules.requireNoCollision(forImages("b", List.of("small"), Map.of("ubuntu", "*")), stored);
                    LayoutRules.requireNoCollision(
                            forImages("c", List.of("small"), Map.of("debian", "< 12.0")), stored);
                    LayoutRules.requireNoCollision(forImages("d", List.of(), Map.of()), stored);
                    LayoutRules.requireNoCollision(forImages("old", List.of("small"), Map.of("debian", "*")), stored);
                })
                .doesNotThrowAnyException();
    }

    @Test
    void aLayoutIsSelectedBySizeSystemAndVersion() {
        var old = forImages("old", List.of("small"), Map.of("debian", "< 12.0"));
        var recent = forImages("recent", List.of("small", "large"), Map.of("debian", ">= 12.0", "ubuntu", "*"));
        var layouts = List.of(old, recent);

        assertThat(LayoutRules.select(layouts, "small", "debian-11.0.20230101").id())
                .isEqualTo("old");
        assertThat(LayoutRules.select(layouts, "small", "debian-12.0.20230101").id())
                .isEqualTo("recent");
        assertThat(LayoutRules.select(layouts, "large", "ubuntu-24.04").id()).isEqualTo("recent");
        for (var nothing : List.of("debian-11.0.1", "fedora-1.0", "nonsense")) {
            assertThatThrownBy(() -> LayoutRules.select(layouts, "large", nothing))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.RULE_VIOLATED));
        }
    }

    @Test
    void aMachineFitsWhenItsDisksAreThereAndLargeEnough() {
        var layout =
                Draft.good().disks(disk("/dev/sda", part(1, 1024), part(2, 0))).named("l");

        assertThatCode(() -> LayoutRules.requireFits(layout, disks("sda", GIB))).doesNotThrowAnyException();
        assertThatCode(() -> LayoutRules.requireFits(layout, disks("/dev/sda", GIB)))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> LayoutRules.requireFits(layout, disks("sda", GIB - 1)))
                .hasMessageContaining("/dev/sda");
        assertThatThrownBy(() -> LayoutRules.requireFits(layout, disks("sdb", GIB)))
                .hasMessageContaining("/dev/sda");
    }

    @Test
    void partitionsThatOverflowDoNotFit() {
        var layout = Draft.good()
                .disks(disk("/dev/sda", part(1, Long.MAX_VALUE), part(2, Long.MAX_VALUE)))
                .named("l");

        assertThatThrownBy(() -> LayoutRules.requireFits(layout, disks("sda", GIB)))
                .isInstanceOf(Problem.class);
    }

    private static Hardware disks(String name, long bytes) {
        return new Hardware(0, List.of(), List.of(), List.of(new Hardware.Disk(name, bytes)), List.of());
    }

    static LongStream seeds() {
        return LongStream.range(0, 300);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void collisionDoesNotDependOnWhoCameFirst(long seed) {
        var random = new Random(seed);
        var one = anyLayout("one", random);
        var two = anyLayout("two", random);

        assertThat(collides(one, two)).isEqualTo(collides(two, one));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void aSelectedLayoutIsMeantForTheSize(long seed) {
        var random = new Random(seed);
        var layouts = new ArrayList<FilesystemLayout>();
        for (int i = 0; i < 4; i++) {
            layouts.add(anyLayout("l" + i, random));
        }

        try {
            var found = LayoutRules.select(layouts, "s0", "os0-1.%d.5".formatted(random.nextInt(3)));

            assertThat(found.constraints().sizes()).contains("s0");
            assertThat(found.constraints().images()).containsKey("os0");
        } catch (Problem none) {
            assertThat(none.code()).isEqualTo(ProblemCode.RULE_VIOLATED);
        }
    }

    private static boolean collides(FilesystemLayout layout, FilesystemLayout other) {
        try {
            LayoutRules.requireNoCollision(layout, List.of(other));
            return false;
        } catch (Problem collision) {
            return true;
        }
    }

    private static FilesystemLayout anyLayout(String id, Random random) {
        var constraints = List.of("*", ">= 1.1", "< 1.1", "~ 1.0", "1.2");
        return forImages(
                id,
                List.of("s" + random.nextInt(2)),
                Map.of("os" + random.nextInt(2), constraints.get(random.nextInt(constraints.size()))));
    }
}
