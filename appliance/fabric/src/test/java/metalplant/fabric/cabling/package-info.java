@NullMarked
package metalplant.fabric.cabling;

import org.jspecify.annotations.NullMarked;
