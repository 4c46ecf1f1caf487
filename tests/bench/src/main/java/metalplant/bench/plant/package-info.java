/** A plant under measurement: started by the script as a user would, stopped by its own folder, watched from outside. */
@NullMarked
package metalplant.bench.plant;

import org.jspecify.annotations.NullMarked;
