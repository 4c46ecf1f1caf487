/** How a run of the benchmark ends, and that its page is what it made. No figure is judged here. */
@NullMarked
package metalplant.bench;

import org.jspecify.annotations.NullMarked;
