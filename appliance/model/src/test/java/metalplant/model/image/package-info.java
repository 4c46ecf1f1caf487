/** Tests of the rules of feature {@code image}. */
@NullMarked
package metalplant.model.image;

import org.jspecify.annotations.NullMarked;
