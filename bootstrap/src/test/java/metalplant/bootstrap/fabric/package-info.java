@NullMarked
package metalplant.bootstrap.fabric;

import org.jspecify.annotations.NullMarked;
