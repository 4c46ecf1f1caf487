/** When a pair of plants changes its keys, and why no packet is lost then. Start at {@link metalplant.wireguard.rotate.Rotation}. */
@NullMarked
package metalplant.wireguard.rotate;

import org.jspecify.annotations.NullMarked;
