/** Firmware: its operations, and the S3 store that it is kept in. */
@NullMarked
package metalplant.server.firmware;

import org.jspecify.annotations.NullMarked;
