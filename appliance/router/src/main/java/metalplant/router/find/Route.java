package metalplant.router.find;

import java.util.List;
import metalplant.router.exchange.PlantLine;
import metalplant.router.table.Entity;

/** Where a request goes. */
public sealed interface Route {
    /** To one plant, as it is. */
    record To(PlantLine line) implements Route {}

    /** To the plant that was last seen to have the id; its 404 proves only that it does not have it any more. */
    record Likely(PlantLine line, Entity entity, String id) implements Route {}

    /** Nobody is known to have the id: a read goes to the own plant and then to all others. */
    record Search(Entity entity, String id) implements Route {}

    /** To several plants, and their lists become one. */
    record All(List<PlantLine> lines) implements Route {}
}
