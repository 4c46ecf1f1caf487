/** Tests of the statistics. Nothing here looks at a clock. */
@NullMarked
package metalplant.bench.measure;

import org.jspecify.annotations.NullMarked;
