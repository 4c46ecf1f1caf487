package metalplant.wire.machine;

/**
 * A disk.
 *
 * @param size in bytes
 */
public record MachineBlockDevice(String name, long size) {}
