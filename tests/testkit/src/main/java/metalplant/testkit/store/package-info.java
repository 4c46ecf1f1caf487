/** What every store promises. A backend binds each suite with a one-line class. */
@NullMarked
package metalplant.testkit.store;

import org.jspecify.annotations.NullMarked;
