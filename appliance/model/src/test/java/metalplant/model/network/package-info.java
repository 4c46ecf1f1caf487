@NullMarked
package metalplant.model.network;

import org.jspecify.annotations.NullMarked;
