/** Networks: super, child, external and underlay. Start at {@link metalplant.model.network.Network}. */
@NullMarked
package metalplant.model.network;

import org.jspecify.annotations.NullMarked;
