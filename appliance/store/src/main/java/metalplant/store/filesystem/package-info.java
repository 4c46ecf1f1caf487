/** SQL of the feature {@code filesystem}: one class per table. */
@NullMarked
package metalplant.store.filesystem;

import org.jspecify.annotations.NullMarked;
