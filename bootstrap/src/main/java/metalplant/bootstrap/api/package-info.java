/** The plant's own REST API, called from outside like everybody else does. Start at {@link metalplant.bootstrap.api.PlantApi}. */
@NullMarked
package metalplant.bootstrap.api;

import org.jspecify.annotations.NullMarked;
