/**
 * Bodies of the image operations.
 */
@NullMarked
package metalplant.wire.image;

import org.jspecify.annotations.NullMarked;
