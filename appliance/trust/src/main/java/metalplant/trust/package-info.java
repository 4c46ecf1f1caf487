/**
 * Who a peer is: whatever its certificate proves against the authority that is pinned for that plant, and nothing else. No date is looked
 * at (decision 9). The JDK only, so that every TLS user can have it: start at {@link metalplant.trust.MeshTls}.
 */
@NullMarked
package metalplant.trust;

import org.jspecify.annotations.NullMarked;
