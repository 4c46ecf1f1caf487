/** Tenants. Start at {@link metalplant.model.tenant.Tenant}. */
@NullMarked
package metalplant.model.tenant;

import org.jspecify.annotations.NullMarked;
