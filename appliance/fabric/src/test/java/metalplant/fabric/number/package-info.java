@NullMarked
package metalplant.fabric.number;

import org.jspecify.annotations.NullMarked;
