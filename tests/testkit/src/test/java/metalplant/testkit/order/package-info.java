/** Orders of several machines, with plants that die, go away and lose answers. */
@NullMarked
package metalplant.testkit.order;

import org.jspecify.annotations.NullMarked;
