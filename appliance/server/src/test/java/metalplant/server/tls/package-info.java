@NullMarked
package metalplant.server.tls;

import org.jspecify.annotations.NullMarked;
