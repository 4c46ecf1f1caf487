/** Filesystem layouts. Start at {@link metalplant.model.filesystem.FilesystemLayout}. */
@NullMarked
package metalplant.model.filesystem;

import org.jspecify.annotations.NullMarked;
