/** What booting servers ask of the plant: registration, waiting, reporting. */
@NullMarked
package metalplant.core.boot;

import org.jspecify.annotations.NullMarked;
