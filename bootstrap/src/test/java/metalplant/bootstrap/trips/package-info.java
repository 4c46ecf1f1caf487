/** How often each operation waits for the database. */
@NullMarked
package metalplant.bootstrap.trips;

import org.jspecify.annotations.NullMarked;
