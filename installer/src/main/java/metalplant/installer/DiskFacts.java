package metalplant.installer;

import java.util.List;

/**
 * What the kernel says of a disk.
 *
 * @param path the device, for example /dev/nvme0n1
 * @param serial the number that the maker gave it; empty where it has none
 * @param model the maker's words; may be empty
 * @param sizeBytes of the whole disk
 * @param sectorBytes of a sector as the disk shows it
 * @param readOnly whether the kernel refuses writing
 * @param removable whether it can be pulled out, like a stick
 * @param partitions names of its partitions in the table, empty ones for those without
 * @param mounts where something of it is mounted or otherwise in use
 */
public record DiskFacts(
        String path,
        String serial,
        String model,
        long sizeBytes,
        int sectorBytes,
        boolean readOnly,
        boolean removable,
        List<String> partitions,
        List<String> mounts) {
    public DiskFacts {
        partitions = List.copyOf(partitions);
        mounts = List.copyOf(mounts);
    }

    /** Whether the table is one of a plant's disk, started from or not. */
    public boolean holdsPlant() {
        return partitions.contains("METALPLANT") && partitions.contains("root-a");
    }

    /** What a person has to type so that no other disk is meant: the serial number, or the size where there is none. */
    public String word() {
        return serial.isEmpty() ? Long.toString(sizeBytes) : serial;
    }
}
