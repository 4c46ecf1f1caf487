/** Networks that reach each other without a firewall, and what switches tell of it. Start at {@link metalplant.model.peering.Peering}. */
@NullMarked
package metalplant.model.peering;

import org.jspecify.annotations.NullMarked;
