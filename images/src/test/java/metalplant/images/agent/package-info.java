@NullMarked
package metalplant.images.agent;

import org.jspecify.annotations.NullMarked;
