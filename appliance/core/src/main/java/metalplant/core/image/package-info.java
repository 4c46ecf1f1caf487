/** Images: made, changed, found by id or shorthand, removed when they expired. Start at {@link metalplant.core.image.Images}. */
@NullMarked
package metalplant.core.image;

import org.jspecify.annotations.NullMarked;
