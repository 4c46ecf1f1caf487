/** What a folder needs now and then. */
@NullMarked
package metalplant.images.files;

import org.jspecify.annotations.NullMarked;
