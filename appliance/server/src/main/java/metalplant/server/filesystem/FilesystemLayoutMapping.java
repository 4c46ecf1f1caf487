package metalplant.server.filesystem;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import metalplant.model.Stamp;
import metalplant.model.filesystem.FilesystemLayout;
import metalplant.wire.Absent;
import metalplant.wire.filesystem.Disk;
import metalplant.wire.filesystem.DiskPartition;
import metalplant.wire.filesystem.Filesystem;
import metalplant.wire.filesystem.FilesystemLayoutConstraints;
import metalplant.wire.filesystem.LogicalVolume;
import metalplant.wire.filesystem.Raid;
import metalplant.wire.filesystem.VolumeGroup;
import org.jspecify.annotations.Nullable;

/** Filesystem layouts between wire and model. Also used wherever an allocation shows its layout. */
public final class FilesystemLayoutMapping {
    /** Layouts that come from a client have no stamp; the use case gives them one. */
    private static final Stamp NO_STAMP = new Stamp(new UUID(0, 0), "", 0, Instant.EPOCH, Instant.EPOCH);

    private FilesystemLayoutMapping() {}

    /** A layout as a client, or another installation, has it. */
    public static FilesystemLayout toModel(metalplant.wire.filesystem.FilesystemLayout layout) {
        return new FilesystemLayout(
                layout.id(),
                layout.name(),
                layout.description(),
                all(layout.filesystems(), FilesystemLayoutMapping::toModel),
                all(layout.disks(), FilesystemLayoutMapping::toModel),
                all(layout.raid(), FilesystemLayoutMapping::toModel),
                all(layout.volumeGroups(), FilesystemLayoutMapping::toModel),
                all(layout.logicalVolumes(), FilesystemLayoutMapping::toModel),
                new FilesystemLayout.Constraints(
                        Absent.toEmpty(layout.constraints().sizes()),
                        Absent.toEmpty(layout.constraints().images())),
                NO_STAMP);
    }

    private static FilesystemLayout.Filesystem toModel(Filesystem fs) {
        return new FilesystemLayout.Filesystem(
                Absent.toText(fs.path()),
                fs.device(),
                fs.format(),
                Absent.toText(fs.label()),
                Absent.toEmpty(fs.mountOptions()),
                Absent.toEmpty(fs.createOptions()));
    }

    private static FilesystemLayout.Disk toModel(Disk disk) {
        return new FilesystemLayout.Disk(
                disk.device(), all(disk.partitions(), FilesystemLayoutMapping::toModel), disk.wipeOnReinstall());
    }

    private static FilesystemLayout.DiskPartition toModel(DiskPartition partition) {
        return new FilesystemLayout.DiskPartition(
                partition.number(),
                Absent.toText(partition.label()),
                partition.size(),
                Absent.toText(partition.gptType()));
    }

    private static FilesystemLayout.Raid toModel(Raid raid) {
        return new FilesystemLayout.Raid(
                raid.arrayName(),
                Absent.toEmpty(raid.devices()),
                raid.level(),
                Absent.toEmpty(raid.createOptions()),
                raid.spares());
    }

    private static FilesystemLayout.VolumeGroup toModel(VolumeGroup group) {
        return new FilesystemLayout.VolumeGroup(
                group.name(), Absent.toEmpty(group.devices()), Absent.toEmpty(group.tags()));
    }

    private static FilesystemLayout.LogicalVolume toModel(LogicalVolume volume) {
        return new FilesystemLayout.LogicalVolume(volume.name(), volume.volumeGroup(), volume.size(), volume.lvmType());
    }

    /** A layout as it is shown; absent texts and empty lists become null. */
    public static metalplant.wire.filesystem.FilesystemLayout toWire(FilesystemLayout layout) {
        var images = layout.constraints().images();
        return new metalplant.wire.filesystem.FilesystemLayout(
                layout.id(),
                layout.name(),
                layout.description(),
                new FilesystemLayoutConstraints(
                        images.isEmpty() ? null : images,
                        Absent.whenEmpty(layout.constraints().sizes())),
                all(layout.disks(), FilesystemLayoutMapping::toWire),
                all(layout.filesystems(), FilesystemLayoutMapping::toWire),
                all(layout.logicalVolumes(), FilesystemLayoutMapping::toWire),
                all(layout.raids(), FilesystemLayoutMapping::toWire),
                all(layout.volumeGroups(), FilesystemLayoutMapping::toWire));
    }

    private static Filesystem toWire(FilesystemLayout.Filesystem fs) {
        return new Filesystem(
                Absent.whenEmpty(fs.createOptions()),
                fs.device(),
                fs.format(),
                orNull(fs.label()),
                Absent.whenEmpty(fs.mountOptions()),
                orNull(fs.path()));
    }

    private static Disk toWire(FilesystemLayout.Disk disk) {
        return new Disk(disk.device(), all(disk.partitions(), FilesystemLayoutMapping::toWire), disk.wipeOnReinstall());
    }

    private static DiskPartition toWire(FilesystemLayout.DiskPartition partition) {
        return new DiskPartition(
                orNull(partition.gptType()), orNull(partition.label()), partition.number(), partition.size());
    }

    private static LogicalVolume toWire(FilesystemLayout.LogicalVolume volume) {
        return new LogicalVolume(volume.lvmType(), volume.name(), volume.size(), volume.volumeGroup());
    }

    private static Raid toWire(FilesystemLayout.Raid raid) {
        return new Raid(
                raid.arrayName(),
                Absent.whenEmpty(raid.createOptions()),
                Absent.whenEmpty(raid.devices()),
                raid.level(),
                raid.spares());
    }

    private static VolumeGroup toWire(FilesystemLayout.VolumeGroup group) {
        return new VolumeGroup(Absent.whenEmpty(group.devices()), group.name(), Absent.whenEmpty(group.tags()));
    }

    private static <A, B> List<B> all(@Nullable List<A> list, Function<A, B> mapping) {
        return Absent.toEmpty(list).stream().map(mapping).toList();
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
