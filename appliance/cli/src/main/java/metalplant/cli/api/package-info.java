/** A client of the plant's REST API, called from outside like everybody else does. Start at {@link metalplant.cli.api.PlantApi}. */
@NullMarked
package metalplant.cli.api;

import org.jspecify.annotations.NullMarked;
