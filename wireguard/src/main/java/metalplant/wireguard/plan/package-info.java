/** What the tunnels between plants shall look like, as pure functions. Start at {@link metalplant.wireguard.plan.MeshPlanner}. A plan names one service address per tunnel, never a range. */
@NullMarked
package metalplant.wireguard.plan;

import org.jspecify.annotations.NullMarked;
