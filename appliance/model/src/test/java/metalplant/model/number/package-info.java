@NullMarked
package metalplant.model.number;

import org.jspecify.annotations.NullMarked;
