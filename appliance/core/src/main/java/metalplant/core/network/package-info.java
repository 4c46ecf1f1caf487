/**
 * Networks: created by administrators, cut from super networks for projects, updated, found, removed. Start at
 * {@link metalplant.core.network.AllocateNetwork}; {@link metalplant.core.network.ChildPrefixes} says how a child prefix is
 * chosen without contention.
 */
@NullMarked
package metalplant.core.network;

import org.jspecify.annotations.NullMarked;
