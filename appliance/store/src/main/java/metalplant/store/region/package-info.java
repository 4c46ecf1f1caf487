/** SQL of the feature {@code region}: one class per table. */
@NullMarked
package metalplant.store.region;

import org.jspecify.annotations.NullMarked;
