package metalplant.rack.inventory;

import java.util.ArrayList;
import java.util.List;

/**
 * What is inside each server.
 *
 * @param cpuModel the model of its one CPU
 * @param cores physical cores; threads are twice as many
 * @param memoryBytes as a server reports it
 * @param disks in the order of their device names
 */
public record HardwareProfile(String cpuModel, int cores, long memoryBytes, List<Disk> disks) {
    private static final long GIB = 1L << 30;
    private static final long GB = 1_000_000_000L;
    private static final int DISKS_MAX = 64;

    /** Fits the sizes that a new plant is seeded with. */
    public static final HardwareProfile DEFAULT =
            new HardwareProfile("Intel Xeon E-2378", 8, 64 * GIB, nvme(List.of(960L, 960L)));

    /** A block device: its name with {@code /dev/} and its size. */
    public record Disk(String name, long sizeBytes) {}

    public HardwareProfile {
        if (cores < 1 || cores > 1024 || memoryBytes < GIB || disks.size() > DISKS_MAX) {
            throw new IllegalArgumentException("a server has 1 to 1024 cores, 1 GiB or more and up to 64 disks");
        }
        disks = List.copyOf(disks);
    }

    /**
     * Reads {@code cores=8,memory=64,disks=960+960,cpu=Intel Xeon E-2378}: memory in GiB, disks in GB; what is absent is
     * that of the default.
     *
     * @throws IllegalArgumentException naming the part that was not understood
     */
    public static HardwareProfile parse(String text) {
        var result = DEFAULT;
        for (String part : text.split(",", -1)) {
            int equals = part.indexOf('=');
            if (equals < 0) {
                throw new IllegalArgumentException("hardware: expected name=value, got '" + part + "'");
            }
            result = result.with(
                    part.substring(0, equals).strip(),
                    part.substring(equals + 1).strip());
        }
        return result;
    }

    private HardwareProfile with(String name, String value) {
        return switch (name) {
            case "cpu" -> new HardwareProfile(value, cores, memoryBytes, disks);
            case "cores" -> new HardwareProfile(cpuModel, (int) number(name, value), memoryBytes, disks);
            case "memory" -> new HardwareProfile(cpuModel, cores, number(name, value) * GIB, disks);
            case "disks" -> new HardwareProfile(cpuModel, cores, memoryBytes, nvme(sizes(value)));
            default -> throw new IllegalArgumentException("hardware: unknown name '" + name + "'");
        };
    }

    private static List<Long> sizes(String value) {
        var sizes = new ArrayList<Long>();
        for (String size : value.split("\\+", -1)) {
            sizes.add(number("disks", size));
        }
        return sizes;
    }

    private static long number(String name, String value) {
        if (!value.matches("[0-9]{1,6}")) {
            throw new IllegalArgumentException("hardware: " + name + " needs a number, got '" + value + "'");
        }
        return Long.parseLong(value);
    }

    private static List<Disk> nvme(List<Long> sizesGb) {
        var disks = new ArrayList<Disk>();
        for (long size : sizesGb) {
            disks.add(new Disk("/dev/nvme" + disks.size() + "n1", size * GB));
        }
        return disks;
    }
}
