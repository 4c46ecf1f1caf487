package metalplant.model.machine;

import java.util.List;

/**
 * What the inventory found.
 *
 * @param memory bytes
 */
public record Hardware(long memory, List<Cpu> cpus, List<Gpu> gpus, List<Disk> disks, List<Nic> nics) {
    public static final Hardware NONE = new Hardware(0, List.of(), List.of(), List.of(), List.of());

    public record Cpu(String vendor, String model, int cores, int threads) {}

    public record Gpu(String vendor, String model) {}

    /** @param size bytes */
    public record Disk(String name, long size) {}

    /**
     * @param identifier falls back to the mac when the server sent none
     * @param hostname system name of the neighbour's host; only set on neighbours
     * @param neighbors what LLDP saw on it, one level deep
     */
    public record Nic(String mac, String name, String identifier, String hostname, List<Nic> neighbors) {}

    public int cores() {
        return cpus.stream().mapToInt(Cpu::cores).sum();
    }
}
