/** Orders of machines, as they are spoken. */
@NullMarked
package metalplant.server.order;

import org.jspecify.annotations.NullMarked;
