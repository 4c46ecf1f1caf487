/** Bodies of {@code /v1/plant}: what a plant that was restored has to confirm. Ours; metal-api has nothing like it. */
@NullMarked
package metalplant.wire.restore;

import org.jspecify.annotations.NullMarked;
