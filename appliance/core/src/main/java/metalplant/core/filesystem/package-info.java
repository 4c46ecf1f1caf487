/** Filesystem layouts and which one a size and image get. Start at {@link metalplant.core.filesystem.FilesystemLayouts}. */
@NullMarked
package metalplant.core.filesystem;

import org.jspecify.annotations.NullMarked;
