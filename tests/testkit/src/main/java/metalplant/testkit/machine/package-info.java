/** What every store promises about machines, and named examples of them. */
@NullMarked
package metalplant.testkit.machine;

import org.jspecify.annotations.NullMarked;
