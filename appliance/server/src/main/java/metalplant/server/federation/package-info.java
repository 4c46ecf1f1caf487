/**
 * A plant as a member of a federation: invites, joins, what operators see, and the parts that carry it. Start at {@link
 * metalplant.server.federation.FederationDesk}.
 */
@NullMarked
package metalplant.server.federation;

import org.jspecify.annotations.NullMarked;
