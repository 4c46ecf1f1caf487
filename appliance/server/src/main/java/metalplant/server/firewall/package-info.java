/** The operations of firewalls: machines that serve as one. */
@NullMarked
package metalplant.server.firewall;

import org.jspecify.annotations.NullMarked;
