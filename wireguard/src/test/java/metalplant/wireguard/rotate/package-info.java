/** Tests of the change of keys. */
@NullMarked
package metalplant.wireguard.rotate;

import org.jspecify.annotations.NullMarked;
