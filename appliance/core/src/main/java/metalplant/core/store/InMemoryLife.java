package metalplant.core.store;

import java.util.Optional;
import metalplant.model.restore.PlantLife;

/** {@link LifeTable} in a field. */
final class InMemoryLife implements LifeTable, InMemoryStore.Rows {
    private Optional<PlantLife> row = Optional.empty();

    @Override
    public Optional<PlantLife> find() {
        return row;
    }

    @Override
    public void save(PlantLife life) {
        row = Optional.of(life);
    }

    @Override
    public Runnable save() {
        var saved = row;
        return () -> row = saved;
    }
}
