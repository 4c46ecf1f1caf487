@NullMarked
package metalplant.agent;

import org.jspecify.annotations.NullMarked;
