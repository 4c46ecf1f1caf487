/** States which module may know which, and why. */
@NullMarked
package metalplant.arch;

import org.jspecify.annotations.NullMarked;
