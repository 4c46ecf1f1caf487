/** The workloads, one class per row of the list. Each measures limit and ours in turn and leaves figures in the {@link Lab}. */
@NullMarked
package metalplant.bench.row;

import org.jspecify.annotations.NullMarked;
