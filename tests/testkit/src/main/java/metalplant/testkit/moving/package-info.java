/** What becomes of an installation that moves in. */
@NullMarked
package metalplant.testkit.moving;

import org.jspecify.annotations.NullMarked;
