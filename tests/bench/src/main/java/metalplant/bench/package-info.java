/** The command behind {@code ./plant bench}. Start at {@link metalplant.bench.Bench}; what is measured is in {@code row}. */
@NullMarked
package metalplant.bench;

import org.jspecify.annotations.NullMarked;
