@NullMarked
package metalplant.bmc;

import org.jspecify.annotations.NullMarked;
