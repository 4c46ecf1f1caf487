/** SQL of the feature {@code switches}: one class per table. */
@NullMarked
package metalplant.store.switches;

import org.jspecify.annotations.NullMarked;
