/** SQL of the feature {@code partition}: one class per table. */
@NullMarked
package metalplant.store.partition;

import org.jspecify.annotations.NullMarked;
