/** Tables of peerings, and of what switches tell of them. */
@NullMarked
package metalplant.store.peering;

import org.jspecify.annotations.NullMarked;
