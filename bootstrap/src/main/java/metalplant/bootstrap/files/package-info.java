/** Files that must survive a power cut whole, with the modes they need. Start at {@link metalplant.bootstrap.files.AtomicFile}. */
@NullMarked
package metalplant.bootstrap.files;

import org.jspecify.annotations.NullMarked;
