/** Credentials lent to a booting server. Start at {@link metalplant.model.lease.BootLease}. */
@NullMarked
package metalplant.model.lease;

import org.jspecify.annotations.NullMarked;
