@NullMarked
package metalplant.fabric.policy;

import org.jspecify.annotations.NullMarked;
