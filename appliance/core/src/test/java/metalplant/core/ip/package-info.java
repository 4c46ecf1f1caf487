@NullMarked
package metalplant.core.ip;

import org.jspecify.annotations.NullMarked;
