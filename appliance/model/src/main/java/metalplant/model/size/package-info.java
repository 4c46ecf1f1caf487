/** Server sizes, their constraints and reservations. Start at {@link metalplant.model.size.Size}. */
@NullMarked
package metalplant.model.size;

import org.jspecify.annotations.NullMarked;
