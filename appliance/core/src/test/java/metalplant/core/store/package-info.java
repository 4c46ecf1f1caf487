@NullMarked
package metalplant.core.store;

import org.jspecify.annotations.NullMarked;
