@NullMarked
package metalplant.fabric.config;

import org.jspecify.annotations.NullMarked;
