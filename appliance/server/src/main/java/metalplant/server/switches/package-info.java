/** The operations of switches. Start at {@link metalplant.server.switches.SwitchHttp}. */
@NullMarked
package metalplant.server.switches;

import org.jspecify.annotations.NullMarked;
