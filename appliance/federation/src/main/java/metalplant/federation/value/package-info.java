/** Small immutable values that all features share: bytes, hashes, plant ids, a persistent sorted map, a moment. */
@NullMarked
package metalplant.federation.value;

import org.jspecify.annotations.NullMarked;
