@NullMarked
package metalplant.model.region;

import org.jspecify.annotations.NullMarked;
