@NullMarked
package metalplant.federation.keys;

import org.jspecify.annotations.NullMarked;
