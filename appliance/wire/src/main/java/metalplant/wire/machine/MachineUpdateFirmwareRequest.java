package metalplant.wire.machine;

import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * Which firmware to install.
 *
 * @param description ignored
 * @param kind {@code bios} or {@code bmc}
 */
public record MachineUpdateFirmwareRequest(
        @Required @Nullable String description,
        @Required @Nullable String kind,
        @Required @Nullable String revision) {}
