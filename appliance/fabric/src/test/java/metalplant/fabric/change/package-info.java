@NullMarked
package metalplant.fabric.change;

import org.jspecify.annotations.NullMarked;
