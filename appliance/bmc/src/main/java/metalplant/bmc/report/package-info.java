/** What controllers there are and what they say of their machines. Start at {@link metalplant.bmc.report.Inventory}. */
@NullMarked
package metalplant.bmc.report;

import org.jspecify.annotations.NullMarked;
