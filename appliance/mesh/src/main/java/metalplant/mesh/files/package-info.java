/** Files that must survive a power cut whole, with the modes they need. Start at {@link metalplant.mesh.files.AtomicFile}. */
@NullMarked
package metalplant.mesh.files;

import org.jspecify.annotations.NullMarked;
