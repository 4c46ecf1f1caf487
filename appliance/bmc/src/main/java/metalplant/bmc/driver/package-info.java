/** What a management controller can do, whatever it speaks. Start at {@link metalplant.bmc.driver.Driver}. */
@NullMarked
package metalplant.bmc.driver;

import org.jspecify.annotations.NullMarked;
