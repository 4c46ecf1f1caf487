/** SQL of the feature {@code saga}: one class per table. */
@NullMarked
package metalplant.store.saga;

import org.jspecify.annotations.NullMarked;
