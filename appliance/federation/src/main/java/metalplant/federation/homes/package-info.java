/** Shared masterdata: one home per entity, versions, names, tombstones. Start at {@link metalplant.federation.homes.Homes}. */
@NullMarked
package metalplant.federation.homes;

import org.jspecify.annotations.NullMarked;
