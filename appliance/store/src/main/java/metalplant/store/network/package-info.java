/** SQL of the feature {@code network}: one class per table. */
@NullMarked
package metalplant.store.network;

import org.jspecify.annotations.NullMarked;
