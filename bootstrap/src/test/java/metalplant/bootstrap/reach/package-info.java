@NullMarked
package metalplant.bootstrap.reach;

import org.jspecify.annotations.NullMarked;
