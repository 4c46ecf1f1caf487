/**
 * Bodies of the filesystem layout operations. Start at {@link FilesystemLayout}.
 */
@NullMarked
package metalplant.wire.filesystem;

import org.jspecify.annotations.NullMarked;
