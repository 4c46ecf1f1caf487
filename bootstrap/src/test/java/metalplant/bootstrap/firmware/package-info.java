@NullMarked
package metalplant.bootstrap.firmware;

import org.jspecify.annotations.NullMarked;
