/**
 * What stands in the rack: servers, leaves, cables, all computed from partition and seed and never changed. Start at
 * {@link RackPlan}. The same seed gives the same uuids, macs and serials, in every process and for ever.
 */
@NullMarked
package metalplant.rack.inventory;

import org.jspecify.annotations.NullMarked;
