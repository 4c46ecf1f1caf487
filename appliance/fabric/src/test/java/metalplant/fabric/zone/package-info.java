@NullMarked
package metalplant.fabric.zone;

import org.jspecify.annotations.NullMarked;
