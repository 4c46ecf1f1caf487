@NullMarked
package metalplant.plan;

import org.jspecify.annotations.NullMarked;
