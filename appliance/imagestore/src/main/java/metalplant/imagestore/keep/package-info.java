/** What stays and what goes; pure. */
@NullMarked
package metalplant.imagestore.keep;

import org.jspecify.annotations.NullMarked;
