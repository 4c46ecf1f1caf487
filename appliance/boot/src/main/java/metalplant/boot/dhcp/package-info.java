/**
 * DHCP as far as the boot server listens to it: who a booting machine is, and which server answers that should not. It never gives an
 * address. Everything read here is hostile until {@link metalplant.boot.dhcp.DhcpPacket} has read it.
 */
@NullMarked
package metalplant.boot.dhcp;

import org.jspecify.annotations.NullMarked;
