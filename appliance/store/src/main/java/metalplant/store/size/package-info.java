/** SQL of the feature {@code size}: one class per table. */
@NullMarked
package metalplant.store.size;

import org.jspecify.annotations.NullMarked;
