/** SQL of the feature {@code project}: one class per table. */
@NullMarked
package metalplant.store.project;

import org.jspecify.annotations.NullMarked;
