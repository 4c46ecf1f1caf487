package metalplant.core.store;

import java.util.Optional;
import metalplant.model.restore.PlantLife;

/** Which life of the plant this database belongs to. */
public interface LifeTable {
    /** Empty in a database that no plant has opened since it was made. */
    Optional<PlantLife> find();

    void save(PlantLife life);
}
