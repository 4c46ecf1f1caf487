/** How machines are dealt out to zones. */
@NullMarked
package metalplant.model.order;

import org.jspecify.annotations.NullMarked;
