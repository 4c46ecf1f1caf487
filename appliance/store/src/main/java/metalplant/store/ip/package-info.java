/** SQL of the feature {@code ip}: one class per table. */
@NullMarked
package metalplant.store.ip;

import org.jspecify.annotations.NullMarked;
