package metalplant.wire.machine;

import org.jspecify.annotations.Nullable;

/**
 * Which firmware to install.
 *
 * @param description ignored
 * @param kind {@code bios} or {@code bmc}
 */
public record MachineUpdateFirmwareRequest(
        @Nullable String description,
        @Nullable String kind,
        @Nullable String revision) {}
