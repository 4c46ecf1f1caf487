/** A plant small enough to hold in the head, with everything a server's life needs. Start at {@link metalplant.testkit.life.TestPlant}. */
@NullMarked
package metalplant.testkit.life;

import org.jspecify.annotations.NullMarked;
