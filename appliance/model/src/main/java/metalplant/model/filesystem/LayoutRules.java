package metalplant.model.filesystem;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import metalplant.model.Problem;
import metalplant.model.filesystem.FilesystemLayout.Disk;
import metalplant.model.filesystem.FilesystemLayout.DiskPartition;
import metalplant.model.filesystem.FilesystemLayout.Filesystem;
import metalplant.model.filesystem.FilesystemLayout.LogicalVolume;
import metalplant.model.filesystem.FilesystemLayout.VolumeGroup;
import metalplant.model.image.ImageVersions;
import metalplant.model.machine.Hardware;
import metalplant.model.size.VersionConstraint;

/**
 * What a filesystem layout must be, which one a size and image get, and whether a machine has the disks for it.
 *
 * @see "metal-api-rest.md 4.10"
 */
public final class LayoutRules {
    private static final Set<String> FORMATS = Set.of("vfat", "ext3", "ext4", "swap", "tmpfs", "none");
    private static final Set<String> GPT_TYPES = Set.of("", "ef00", "8300", "fd00", "8e00");
    private static final Set<String> RAID_LEVELS = Set.of("0", "1");
    private static final Set<String> LVM_TYPES = Set.of("linear", "striped", "raid1");
    private static final String TMPFS = "tmpfs";
    private static final long MIB = 1024 * 1024;

    private LayoutRules() {}

    /**
     * Checks that only formats and types occur that an installer knows.
     *
     * @throws Problem RULE_VIOLATED
     */
    public static void requireKnownWords(FilesystemLayout layout) {
        layout.filesystems().forEach(fs -> known(FORMATS, "format", fs.format()));
        layout.disks().stream()
                .flatMap(disk -> disk.partitions().stream())
                .forEach(partition -> known(GPT_TYPES, "GPT type", partition.gptType()));
        layout.raids().forEach(raid -> known(RAID_LEVELS, "RAID level", raid.level()));
        layout.logicalVolumes().forEach(volume -> known(LVM_TYPES, "LVM type", volume.lvmType()));
    }

    private static void known(Set<String> words, String what, String word) {
        if (!words.contains(word)) {
            throw Problem.refused("%s \"%s\" is not supported, only %s"
                    .formatted(what, word, words.stream().sorted().collect(Collectors.joining(" "))));
        }
    }

    /**
     * Checks that every device is provided before it is used, that at most the last part has an open size, and that constraints
     * can be read.
     *
     * @throws Problem BAD_REQUEST naming the first fault
     */
    public static void validate(FilesystemLayout layout) {
        var provided = new HashSet<String>();
        for (var disk : layout.disks()) {
            requirePartitions(disk);
            provided.add(disk.device());
            disk.partitions().forEach(partition -> provided.add(deviceOf(disk, partition)));
        }
        for (var raid : layout.raids()) {
            requireProvided(provided, raid.devices(), "raid " + raid.arrayName());
            provided.add(raid.arrayName());
        }
        for (var group : layout.volumeGroups()) {
            requireProvided(provided, group.devices(), "volume group " + group.name());
        }
        requireVolumes(layout.logicalVolumes(), layout.volumeGroups());
        layout.logicalVolumes().forEach(volume -> provided.add("/dev/" + volume.volumeGroup() + "/" + volume.name()));
        for (var fs : layout.filesystems()) {
            requireFilesystem(fs, provided);
        }
        requireConstraints(layout.constraints());
    }

    private static void requirePartitions(Disk disk) {
        var sizes = new TreeMap<Integer, Long>();
        for (var partition : disk.partitions()) {
            if (sizes.put(partition.number(), partition.size()) != null) {
                throw Problem.bad(
                        "disk %s has partition %d more than once".formatted(disk.device(), partition.number()));
            }
        }
        if (!sizes.isEmpty() && sizes.headMap(sizes.lastKey()).containsValue(0L)) {
            throw Problem.bad("disk %s: only the partition with the highest number may have an open size"
                    .formatted(disk.device()));
        }
    }

    private static String deviceOf(Disk disk, DiskPartition partition) {
        var infix = disk.device().startsWith("/dev/nvme") ? "p" : "";
        return disk.device() + infix + partition.number();
    }

    private static void requireProvided(Set<String> provided, List<String> wanted, String by) {
        for (var device : wanted) {
            if (!provided.contains(device)) {
                throw Problem.bad("%s needs device %s, which nothing provides".formatted(by, device));
            }
        }
    }

    private static void requireVolumes(List<LogicalVolume> volumes, List<VolumeGroup> groups) {
        Map<String, Integer> devices = new HashMap<>();
        groups.forEach(group -> devices.put(group.name(), group.devices().size()));
        for (int i = 0; i < volumes.size(); i++) {
            var volume = volumes.get(i);
            var count = devices.get(volume.volumeGroup());
            if (count == null) {
                throw Problem.bad("logical volume %s: there is no volume group %s"
                        .formatted(volume.name(), volume.volumeGroup()));
            }
            if (volume.size() == 0 && i != volumes.size() - 1) {
                throw Problem.bad(
                        "logical volume %s: only the last one may have an open size".formatted(volume.name()));
            }
            if (!volume.lvmType().equals("linear") && count < 2) {
                throw Problem.bad("logical volume %s: type %s needs a volume group of two devices or more"
                        .formatted(volume.name(), volume.lvmType()));
            }
        }
    }

    private static void requireFilesystem(Filesystem fs, Set<String> provided) {
        if (!fs.format().equals(TMPFS)) {
            requireProvided(provided, List.of(fs.device()), "filesystem " + fs.path());
        }
        for (var option : fs.createOptions()) {
            if (option.strip().chars().anyMatch(Character::isWhitespace)) {
                throw Problem.bad("create option \"%s\" must be split at its blanks".formatted(option));
            }
        }
    }

    private static void requireConstraints(FilesystemLayout.Constraints constraints) {
        VersionConstraint.parseAll(constraints.images());
        var sizes = new HashSet<String>();
        for (var size : constraints.sizes()) {
            if (size.contains("*")) {
                throw Problem.bad("size \"%s\": wildcards are not allowed".formatted(size));
            }
            if (!sizes.add(size)) {
                throw Problem.bad("size \"%s\" is named more than once".formatted(size));
            }
        }
    }

    /**
     * Checks that no other layout of the same plant could be chosen for a size and image that {@code layout} is for.
     *
     * @param others layouts that are stored; one with the same id is skipped, because it is being replaced
     * @throws Problem BAD_REQUEST naming both layouts
     */
    public static void requireNoCollision(FilesystemLayout layout, Collection<FilesystemLayout> others) {
        var images = VersionConstraint.parseAll(layout.constraints().images());
        for (var other : others) {
            boolean sameHome = other.stamp().home().equals(layout.stamp().home());
            if (sameHome && !other.id().equals(layout.id()) && shareSize(layout, other)) {
                requireNoCollision(layout, images, other);
            }
        }
    }

    private static boolean shareSize(FilesystemLayout a, FilesystemLayout b) {
        return a.constraints().sizes().stream().anyMatch(b.constraints().sizes()::contains);
    }

    private static void requireNoCollision(
            FilesystemLayout layout, Map<String, VersionConstraint> images, FilesystemLayout other) {
        other.constraints().images().forEach((os, text) -> {
            var mine = images.get(os);
            if (mine != null && mine.collidesWith(VersionConstraint.parse(text))) {
                throw Problem.bad("layout \"%s\" collides with \"%s\": both are for %s %s of one size"
                        .formatted(layout.id(), other.id(), os, text));
            }
        });
    }

    /**
     * The first layout, in the order given, that is meant for a size and a full image id; an own one before one of another plant.
     *
     * @throws Problem RULE_VIOLATED when there is none
     */
    public static FilesystemLayout select(Collection<FilesystemLayout> layouts, String sizeId, String imageId) {
        return ImageVersions.parse(imageId)
                .flatMap(image -> layouts.stream()
                        .filter(layout -> isMeantFor(layout, sizeId, image))
                        .min(Comparator.comparing(
                                layout -> !layout.stamp().home().isEmpty())))
                .orElseThrow(() -> Problem.refused(
                        "no filesystem layout is meant for size \"%s\" and image \"%s\"".formatted(sizeId, imageId)));
    }

    private static boolean isMeantFor(FilesystemLayout layout, String sizeId, ImageVersions.Name image) {
        var constraints = layout.constraints();
        return constraints.sizes().contains(sizeId)
                && Optional.ofNullable(constraints.images().get(image.os()))
                        .map(text -> VersionConstraint.parse(text).accepts(image.version()))
                        .orElse(false);
    }

    /**
     * Checks that a machine has every disk of a layout, large enough for its partitions.
     *
     * @throws Problem RULE_VIOLATED naming the disk that is missing or too small
     */
    public static void requireFits(FilesystemLayout layout, Hardware hardware) {
        Map<String, Long> existing = new HashMap<>();
        hardware.disks().forEach(disk -> existing.put(devicePath(disk.name()), disk.size() / MIB));
        for (var disk : layout.disks()) {
            var has = existing.get(disk.device());
            if (has == null) {
                throw Problem.refused("the machine has no disk %s".formatted(disk.device()));
            }
            long needed =
                    disk.partitions().stream().mapToLong(DiskPartition::size).reduce(0, LayoutRules::sum);
            if (has < needed) {
                throw Problem.refused(
                        "disk %s has %d MiB, the layout needs %d MiB".formatted(disk.device(), has, needed));
            }
        }
    }

    private static String devicePath(String name) {
        return name.startsWith("/dev/") ? name : "/dev/" + name;
    }

    private static long sum(long a, long b) {
        return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
    }
}
