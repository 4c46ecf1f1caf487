/** SQL of the feature {@code image}: one class per table. */
@NullMarked
package metalplant.store.image;

import org.jspecify.annotations.NullMarked;
