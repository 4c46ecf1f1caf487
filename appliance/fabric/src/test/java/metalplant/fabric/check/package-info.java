@NullMarked
package metalplant.fabric.check;

import org.jspecify.annotations.NullMarked;
