/** What every store promises about switches, and named examples of them. */
@NullMarked
package metalplant.testkit.switches;

import org.jspecify.annotations.NullMarked;
