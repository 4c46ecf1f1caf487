/** Tests of {@code metalplant.server.auth}. */
@NullMarked
package metalplant.server.auth;

import org.jspecify.annotations.NullMarked;
