package metalplant.router.exchange;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import metalplant.model.World;
import metalplant.model.trace.Traces;
import metalplant.router.plants.Plant;
import metalplant.router.plants.Plants;
import org.jspecify.annotations.Nullable;

/** One line per plant, made when it is first needed and again when what is known of the plant has changed. */
public final class PlantLines implements AutoCloseable {
    private final Plants plants;
    private final Waits waits;
    private final World world;
    private final Traces traces;
    private final Map<String, PlantLine> lines = new ConcurrentHashMap<>();

    public PlantLines(Plants plants, Waits waits, World world) {
        this(plants, waits, world, Traces.NONE);
    }

    /** The same, watched. */
    public PlantLines(Plants plants, Waits waits, World world, Traces traces) {
        this.traces = traces;
        this.plants = plants;
        this.waits = waits;
        this.world = world;
    }

    public Plants plants() {
        return plants;
    }

    /** The line to a plant. */
    public PlantLine to(Plant plant) {
        var line = lines.get(plant.label());
        return line != null && line.plant().equals(plant)
                ? line
                : lines.compute(
                        plant.label(),
                        (_, old) -> old != null && old.plant().equals(plant) ? old : instead(old, plant));
    }

    /** Requests under way on the line before go on to their end. */
    private PlantLine instead(@Nullable PlantLine old, Plant plant) {
        if (old != null) {
            old.retire();
        }
        return new PlantLine(plant, waits, world, traces);
    }

    public PlantLine local() {
        return to(plants.local());
    }

    /** All but the own plant, in order. */
    public List<PlantLine> others() {
        var own = plants.local().label();
        return plants.all().stream()
                .filter(plant -> !plant.label().equals(own))
                .map(this::to)
                .toList();
    }

    /** All of them, in order. */
    public List<PlantLine> all() {
        return plants.all().stream().map(this::to).toList();
    }

    /** By label, if it is still a plant. */
    public Optional<PlantLine> named(String label) {
        return plants.named(label).map(this::to);
    }

    /** Ends the connections to plants that are none any more, with what is under way on them. */
    public void dropGone() {
        var labels = plants.all().stream().map(Plant::label).collect(Collectors.toSet());
        lines.entrySet().removeIf(entry -> {
            boolean gone = !labels.contains(entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
    }

    @Override
    public void close() {
        lines.values().forEach(PlantLine::close);
    }
}
