/** The REST operations of tenants, and the quotas and metadata that projects share with them. */
@NullMarked
package metalplant.server.tenant;

import org.jspecify.annotations.NullMarked;
