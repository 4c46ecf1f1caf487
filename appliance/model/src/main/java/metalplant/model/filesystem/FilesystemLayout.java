package metalplant.model.filesystem;

import java.util.List;
import java.util.Map;
import metalplant.model.Entity;
import metalplant.model.Stamp;

/** How the disks of a machine are cut and formatted. Absent texts are "". */
public record FilesystemLayout(
        String id,
        String name,
        String description,
        List<Filesystem> filesystems,
        List<Disk> disks,
        List<Raid> raids,
        List<VolumeGroup> volumeGroups,
        List<LogicalVolume> logicalVolumes,
        Constraints constraints,
        Stamp stamp)
        implements Entity<FilesystemLayout> {
    /**
     * @param path mount point; "" = not mounted
     * @param label "" = none
     */
    public record Filesystem(
            String path,
            String device,
            String format,
            String label,
            List<String> mountOptions,
            List<String> createOptions) {}

    /** @param device full path */
    public record Disk(String device, List<DiskPartition> partitions, boolean wipeOnReinstall) {}

    /**
     * @param size MiB; 0 = the rest
     * @param gptType ef00 8300 fd00 8e00 or ""
     */
    public record DiskPartition(int number, String label, long size, String gptType) {}

    public record Raid(String arrayName, List<String> devices, String level, List<String> createOptions, int spares) {}

    public record VolumeGroup(String name, List<String> devices, List<String> tags) {}

    /** @param size MiB; 0 = the rest */
    public record LogicalVolume(String name, String volumeGroup, long size, String lvmType) {}

    /**
     * @param sizes size ids
     * @param images operating system to version constraint
     */
    public record Constraints(List<String> sizes, Map<String, String> images) {}

    public boolean reinstallable() {
        return disks.stream().anyMatch(Disk::wipeOnReinstall);
    }

    @Override
    public FilesystemLayout withStamp(Stamp newStamp) {
        return new FilesystemLayout(
                id, name, description, filesystems, disks, raids, volumeGroups, logicalVolumes, constraints, newStamp);
    }
}
