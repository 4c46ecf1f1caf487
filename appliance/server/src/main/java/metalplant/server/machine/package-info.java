/** The operations of machines. Their answers are built by one mapping, whatever the operation did. */
@NullMarked
package metalplant.server.machine;

import org.jspecify.annotations.NullMarked;
