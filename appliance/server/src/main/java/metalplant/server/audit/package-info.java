/**
 * The audit at the doors: which requests leave entries, what stands in them, and how they are found. Start at
 * {@link metalplant.server.audit.RequestAudit}; the chain itself is in {@code metalplant.core.audit}.
 */
@NullMarked
package metalplant.server.audit;

import org.jspecify.annotations.NullMarked;
