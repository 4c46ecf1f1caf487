/** The VPN of firewalls: its operation, and headscale, which serves it. */
@NullMarked
package metalplant.server.vpn;

import org.jspecify.annotations.NullMarked;
