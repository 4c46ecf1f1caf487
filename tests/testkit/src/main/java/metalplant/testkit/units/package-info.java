/** What every implementation of the unit port promises. */
@NullMarked
package metalplant.testkit.units;

import org.jspecify.annotations.NullMarked;
