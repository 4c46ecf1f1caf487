package metalplant.wire.switches;

import org.jspecify.annotations.Nullable;

/**
 * Which port to turn on or off.
 *
 * @param nic port name in any case
 * @param status {@code UP} or {@code DOWN}
 */
public record SwitchPortToggleRequest(
        @Nullable String nic, @Nullable String status) {}
