@NullMarked
package metalplant.model.firmware;

import org.jspecify.annotations.NullMarked;
