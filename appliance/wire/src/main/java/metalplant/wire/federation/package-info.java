/** Bodies of {@code /v1/federation}: what operators of plants say and see. Ours; metal-api has nothing like it. */
@NullMarked
package metalplant.wire.federation;

import org.jspecify.annotations.NullMarked;
