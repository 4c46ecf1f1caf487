/** Trust between doors of different plants: pinned authorities and no clock. Start at {@link metalplant.door.tls.PinnedTrust}. */
@NullMarked
package metalplant.door.tls;

import org.jspecify.annotations.NullMarked;
