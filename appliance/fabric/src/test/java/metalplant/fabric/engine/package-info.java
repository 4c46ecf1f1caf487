@NullMarked
package metalplant.fabric.engine;

import org.jspecify.annotations.NullMarked;
