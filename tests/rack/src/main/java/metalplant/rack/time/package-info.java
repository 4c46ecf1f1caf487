/**
 * The rack's one thread and its clock. Everything that decides runs on a {@link Loop}, one piece after the other; the
 * real one is a thread, the one of the tests is a queue with a clock that jumps.
 */
@NullMarked
package metalplant.rack.time;

import org.jspecify.annotations.NullMarked;
