/**
 * Bodies of {@code /v1/federation}, what operators of plants say and see, and of what the doors of plants ask each other. Ours; metal-api has
 * nothing like it.
 */
@NullMarked
package metalplant.wire.federation;

import org.jspecify.annotations.NullMarked;
