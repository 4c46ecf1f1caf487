/** Tests of what is kept for other plants. */
@NullMarked
package metalplant.server.backup;

import org.jspecify.annotations.NullMarked;
