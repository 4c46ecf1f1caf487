/**
 * What machines ask over HTTP: scripts, files, credentials.
 */
@NullMarked
package metalplant.boot.http;

import org.jspecify.annotations.NullMarked;
