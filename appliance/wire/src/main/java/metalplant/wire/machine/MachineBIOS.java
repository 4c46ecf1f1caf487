package metalplant.wire.machine;

import metalplant.wire.Required;

/**
 * The firmware of the main board.
 */
public record MachineBIOS(
        @Required String date,
        @Required String vendor,
        @Required String version) {}
