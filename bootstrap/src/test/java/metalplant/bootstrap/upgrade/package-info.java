@NullMarked
package metalplant.bootstrap.upgrade;

import org.jspecify.annotations.NullMarked;
