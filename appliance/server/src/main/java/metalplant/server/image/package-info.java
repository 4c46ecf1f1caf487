/** The REST operations of images. */
@NullMarked
package metalplant.server.image;

import org.jspecify.annotations.NullMarked;
