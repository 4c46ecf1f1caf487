/** Tests of what a soak counts; no soak is run. */
@NullMarked
package metalplant.bench.soak;

import org.jspecify.annotations.NullMarked;
