/** What every VRF of every switch can end up with, computed from policies alone, against what it may have. Start at {@link metalplant.fabric.check.LeakCheck}. */
@NullMarked
package metalplant.fabric.check;

import org.jspecify.annotations.NullMarked;
