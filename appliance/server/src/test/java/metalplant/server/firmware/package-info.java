@NullMarked
package metalplant.server.firmware;

import org.jspecify.annotations.NullMarked;
