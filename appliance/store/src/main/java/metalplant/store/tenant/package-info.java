/** SQL of the feature {@code tenant}: one class per table. */
@NullMarked
package metalplant.store.tenant;

import org.jspecify.annotations.NullMarked;
