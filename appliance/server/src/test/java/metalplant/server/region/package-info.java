@NullMarked
package metalplant.server.region;

import org.jspecify.annotations.NullMarked;
