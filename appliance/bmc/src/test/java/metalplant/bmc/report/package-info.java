@NullMarked
package metalplant.bmc.report;

import org.jspecify.annotations.NullMarked;
