package metalplant.installer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import org.junit.jupiter.api.Test;

class InstallPlannerTest {
    private static final long SIZE = 16L << 30;

    private final Gpt image = Disks.image();

    private static DiskFacts disk(List<String> partitions, List<String> mounts) {
        return new DiskFacts("/dev/sdb", "S-1", "Model", SIZE, 512, false, false, partitions, mounts);
    }

    private InstallPlan plan(DiskFacts target) {
        return InstallPlanner.plan("/dev/sda", image, "/dev/sda", target, false, Disks.counted());
    }

    @Test
    void everythingButTheDataOfTheOldDiskIsCopiedToTheSamePlaces() {
        var plan = plan(disk(List.of(), List.of()));

        assertThat(plan.copies())
                .extracting(InstallPlan.Extent::name)
                .containsExactly("esp", "root-a", "root-a-verity", "root-b", "root-b-verity", "METALPLANT");
        assertThat(plan.emptied()).extracting(InstallPlan.Extent::name).containsExactly("var-key", "begin of data");
        assertThat(plan.table().partitions())
                .extracting(GptPartition::first)
                .isEqualTo(image.partitions().stream().map(GptPartition::first).toList());
        assertThat(plan.table().diskSectors()).isEqualTo(SIZE / 512);
    }

    @Test
    void slotsKeepTheIdsByWhichTheyAreFoundAndEverythingElseIsNew() {
        var plan = plan(disk(List.of(), List.of()));

        for (var one : image.partitions()) {
            var copied = plan.table().named(one.name()).orElseThrow();
            assertThat(copied.id().equals(one.id()))
                    .as(one.name())
                    .isEqualTo(one.name().startsWith("root-"));
        }
        assertThat(plan.table().diskId()).isNotEqualTo(image.diskId());
    }

    @Test
    void aDataPartitionOfTheRunningDiskIsNotCopied() {
        var last = image.partitions().getLast();
        var withData = new java.util.ArrayList<>(image.partitions());
        withData.add(new GptPartition(last.type(), last.id(), last.last() + 1, last.last() + 4096, 0, "var"));

        var plan = InstallPlanner.plan(
                "/dev/sda",
                new Gpt(image.diskId(), last.last() + 8192, withData),
                "/dev/sda",
                disk(List.of(), List.of()),
                false,
                Disks.counted());

        assertThat(plan.table().named("var")).isEmpty();
    }

    @Test
    void aDiskThatMustNotBeWrittenIsRefusedWithTheReason() {
        assertRefused(
                new DiskFacts("/dev/sda", "S-1", "", SIZE, 512, false, false, List.of(), List.of()),
                "/dev/sda is the disk that this system runs from; choose another one");
        assertRefused(
                new DiskFacts("/dev/sdb", "S-1", "", SIZE, 512, true, false, List.of(), List.of()),
                "/dev/sdb can only be read");
        assertRefused(disk(List.of("data"), List.of("/srv")), "/dev/sdb is in use (/srv); end that first");
        assertRefused(
                new DiskFacts("/dev/sdb", "S-1", "", 8L << 30, 512, false, false, List.of(), List.of()),
                "/dev/sdb has 8192 MiB; at least 8203 MiB are needed, choose a larger disk");
        assertRefused(
                new DiskFacts("/dev/sdb", "S-1", "", SIZE, 4096, false, false, List.of(), List.of()),
                "/dev/sdb has sectors of 4096 bytes, the image is made for 512; many disks can be set to these");
        assertRefused(
                disk(List.of("esp", "root-a", "METALPLANT", "var"), List.of()),
                "/dev/sdb holds a plant already, which would be lost with all its data; --replace-plant says that it shall be");
    }

    @Test
    void aPlantIsReplacedWhenThatIsSaid() {
        var target = disk(List.of("esp", "root-a", "METALPLANT", "var"), List.of());

        assertThat(InstallPlanner.plan("/dev/sda", image, "/dev/sda", target, true, Disks.counted())
                        .target())
                .isEqualTo(target);
    }

    @Test
    void anythingButAnImageIsNotInstalled() {
        var other =
                new Gpt(image.diskId(), image.diskSectors(), image.partitions().subList(0, 2));

        assertThatThrownBy(() -> InstallPlanner.plan(
                        "/dev/sda", other, "/dev/sda", disk(List.of(), List.of()), false, Disks.counted()))
                .hasMessageStartingWith("/dev/sda is no image of metal-plant: it has no partition");
    }

    private void assertRefused(DiskFacts target, String message) {
        assertThatThrownBy(() -> plan(target))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(ProblemCode.DISK_REFUSED))
                .hasMessage(message);
    }
}
