/** Operating system images and their shorthand names. Start at {@link metalplant.model.image.Image}. */
@NullMarked
package metalplant.model.image;

import org.jspecify.annotations.NullMarked;
