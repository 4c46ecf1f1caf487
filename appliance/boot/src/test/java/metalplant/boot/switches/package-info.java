@NullMarked
package metalplant.boot.switches;

import org.jspecify.annotations.NullMarked;
