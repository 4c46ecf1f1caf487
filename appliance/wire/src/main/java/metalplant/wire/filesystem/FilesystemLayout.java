package metalplant.wire.filesystem;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import metalplant.wire.Absent;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * How the disks of a machine are laid out. One shape for {@code FilesystemLayoutCreateRequest}, {@code
 * FilesystemLayoutUpdateRequest} and {@code FilesystemLayoutResponse}; an update replaces everything, so that
 * absent and empty are the same. Empty lists are null on the wire.
 */
public record FilesystemLayout(
        @Required String id,
        String name,
        String description,
        @Required FilesystemLayoutConstraints constraints,
        @Nullable List<Disk> disks,
        @Nullable List<Filesystem> filesystems,
        @JsonProperty("logicalvolumes") @Nullable List<LogicalVolume> logicalVolumes,
        @Nullable List<Raid> raid,
        @JsonProperty("volumegroups") @Nullable List<VolumeGroup> volumeGroups) {
    public FilesystemLayout {
        id = Absent.toText(id);
        name = Absent.toText(name);
        description = Absent.toText(description);
        constraints = constraints == null ? new FilesystemLayoutConstraints(null, null) : constraints;
        disks = Absent.whenEmpty(disks);
        filesystems = Absent.whenEmpty(filesystems);
        logicalVolumes = Absent.whenEmpty(logicalVolumes);
        raid = Absent.whenEmpty(raid);
        volumeGroups = Absent.whenEmpty(volumeGroups);
    }
}
