/** {@code plantctl network peering}: networks that reach each other without a firewall. Start at {@link metalplant.cli.peering.NetworkCommand}. */
@NullMarked
package metalplant.cli.peering;

import org.jspecify.annotations.NullMarked;
