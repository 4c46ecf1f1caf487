/** Backups of other plants: kept for members on this plant's disk, and sent to members from here. */
@NullMarked
package metalplant.server.backup;

import org.jspecify.annotations.NullMarked;
