/**
 * Bearer tokens: of issuers elsewhere, whose keys are fetched beside the requests and kept for the time in which they do not answer, and of the
 * plant itself. Start at {@link metalplant.door.bearer.BearerAuth}.
 */
@NullMarked
package metalplant.door.bearer;

import org.jspecify.annotations.NullMarked;
