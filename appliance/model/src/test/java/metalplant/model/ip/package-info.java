@NullMarked
package metalplant.model.ip;

import org.jspecify.annotations.NullMarked;
