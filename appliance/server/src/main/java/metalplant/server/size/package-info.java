/** The REST operations of sizes, their reservations and their image constraints. */
@NullMarked
package metalplant.server.size;

import org.jspecify.annotations.NullMarked;
