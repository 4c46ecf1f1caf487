/** Ranges of numbers that follow from the number of a plant. */
@NullMarked
package metalplant.model.number;

import org.jspecify.annotations.NullMarked;
