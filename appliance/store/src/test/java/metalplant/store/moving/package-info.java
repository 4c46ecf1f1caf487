/** Moving in, on a real database. */
@NullMarked
package metalplant.store.moving;

import org.jspecify.annotations.NullMarked;
