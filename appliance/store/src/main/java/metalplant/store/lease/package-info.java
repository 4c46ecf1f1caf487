/** SQL of the feature {@code lease}: one class per table. */
@NullMarked
package metalplant.store.lease;

import org.jspecify.annotations.NullMarked;
