/** The VPN that firewalls join, one for each project. Start at {@link metalplant.core.vpn.Vpn}. */
@NullMarked
package metalplant.core.vpn;

import org.jspecify.annotations.NullMarked;
