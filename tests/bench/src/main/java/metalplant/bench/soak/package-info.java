/**
 * Many clients that use a plant of full size for a long time, and what that does to its memory. Start at
 * {@link metalplant.bench.soak.Soak}. The only place that knows which operations are part of it is
 * {@link metalplant.bench.soak.Soaker}.
 */
@NullMarked
package metalplant.bench.soak;

import org.jspecify.annotations.NullMarked;
