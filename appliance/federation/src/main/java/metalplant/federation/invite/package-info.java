/** Invites as the inviting plant keeps them, and the words that two operators compare. */
@NullMarked
package metalplant.federation.invite;

import org.jspecify.annotations.NullMarked;
