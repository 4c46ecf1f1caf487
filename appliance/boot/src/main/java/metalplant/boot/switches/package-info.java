/**
 * What switches fetch in the management network before they have a configuration: the installer by ONIE, then everything else by SONiC's
 * ZTP. Start at {@link metalplant.boot.switches.SwitchHttp}. Only switches that were written down are served, each known by the address
 * that it was given and the card that answers for it.
 */
@NullMarked
package metalplant.boot.switches;

import org.jspecify.annotations.NullMarked;
