@NullMarked
package metalplant.server.host;

import org.jspecify.annotations.NullMarked;
