/** Tests of {@code metalplant.server.http}. */
@NullMarked
package metalplant.server.http;

import org.jspecify.annotations.NullMarked;
