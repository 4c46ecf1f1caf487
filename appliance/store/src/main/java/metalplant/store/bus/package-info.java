/** SQL of the feature {@code bus}: one class per table. */
@NullMarked
package metalplant.store.bus;

import org.jspecify.annotations.NullMarked;
