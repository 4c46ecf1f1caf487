package metalplant.wire.machine;

import metalplant.wire.Required;

/**
 * A disk.
 *
 * @param size in bytes
 */
public record MachineBlockDevice(
        @Required String name, @Required long size) {}
