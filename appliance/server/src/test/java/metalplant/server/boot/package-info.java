/** Tests of {@code metalplant.server.boot} over real TLS. Start at {@link BootDoorTest}. */
@NullMarked
package metalplant.server.boot;

import org.jspecify.annotations.NullMarked;
