package metalplant.wire.switches;

import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * Which port to turn on or off.
 *
 * @param nic port name in any case
 * @param status {@code UP} or {@code DOWN}
 */
public record SwitchPortToggleRequest(
        @Required @Nullable String nic, @Required @Nullable String status) {}
