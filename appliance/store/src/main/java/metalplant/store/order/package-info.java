/** Orders of several machines. */
@NullMarked
package metalplant.store.order;

import org.jspecify.annotations.NullMarked;
