/** Bearer tokens at the doors of a plant: whose are taken, their keys on disk, and the plant's own. Start at {@link metalplant.server.auth.Bearers}. */
@NullMarked
package metalplant.server.auth;

import org.jspecify.annotations.NullMarked;
