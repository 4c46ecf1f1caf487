/** Tests of the rules of feature {@code size}. */
@NullMarked
package metalplant.model.size;

import org.jspecify.annotations.NullMarked;
