/** Golden JSON of the bodies that are easy to get wrong, and what a hostile caller may send. */
@NullMarked
package metalplant.wire;

import org.jspecify.annotations.NullMarked;
