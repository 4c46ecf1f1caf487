/**
 * Who changed what. {@link metalplant.core.audit.AuditingStore} writes an entry in the very transaction of each change that a request makes,
 * {@link metalplant.core.audit.AuditChain} links the entries, so that none can be changed or taken out unseen.
 */
@NullMarked
package metalplant.core.audit;

import org.jspecify.annotations.NullMarked;
