/** SQL of the feature {@code machine}: one class per table. */
@NullMarked
package metalplant.store.machine;

import org.jspecify.annotations.NullMarked;
