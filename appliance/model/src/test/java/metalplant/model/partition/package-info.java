/** Tests of the rules of feature {@code partition}. */
@NullMarked
package metalplant.model.partition;

import org.jspecify.annotations.NullMarked;
