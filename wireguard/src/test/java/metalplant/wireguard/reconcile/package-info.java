/** Tests of the rounds over all tunnels, on a machine that is played. */
@NullMarked
package metalplant.wireguard.reconcile;

import org.jspecify.annotations.NullMarked;
