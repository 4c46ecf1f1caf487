@NullMarked
package metalplant.bootstrap.plantd;

import org.jspecify.annotations.NullMarked;
