/**
 * Child processes: started away from the terminal, watched, restarted with back-off, and found again after a crash.
 * Start at {@link metalplant.bootstrap.process.Supervised}.
 */
@NullMarked
package metalplant.bootstrap.process;

import org.jspecify.annotations.NullMarked;
