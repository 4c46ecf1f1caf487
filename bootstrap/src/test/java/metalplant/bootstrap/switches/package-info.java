@NullMarked
package metalplant.bootstrap.switches;

import org.jspecify.annotations.NullMarked;
