/** Tenants. Start at {@link metalplant.core.tenant.Tenants}. */
@NullMarked
package metalplant.core.tenant;

import org.jspecify.annotations.NullMarked;
