/** SQL of the feature {@code event}: one class per table. */
@NullMarked
package metalplant.store.event;

import org.jspecify.annotations.NullMarked;
