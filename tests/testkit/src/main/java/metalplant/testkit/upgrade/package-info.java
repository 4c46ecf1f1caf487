/** Signed upgrade files, small ones and bad ones. */
@NullMarked
package metalplant.testkit.upgrade;

import org.jspecify.annotations.NullMarked;
