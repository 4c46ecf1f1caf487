package metalplant.server.federation;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import metalplant.core.store.Store;
import metalplant.model.World;
import metalplant.model.partition.Partition;

/** The ids of this plant's partitions, at most a moment old: they are asked for with every request, and almost never change. */
final class OwnPartitions implements Supplier<List<String>> {
    private static final long FRESH_NANOS = Duration.ofSeconds(2).toNanos();

    private final Store store;
    private final World world;
    private volatile Read last;

    private record Read(List<String> partitions, Map<String, String> zones, long at) {}

    OwnPartitions(Store store, World world) {
        this.store = store;
        this.world = world;
        this.last = new Read(List.of(), Map.of(), world.nanos() - FRESH_NANOS);
    }

    @Override
    public List<String> get() {
        return now().partitions();
    }

    /** The zone of each that lies in one. */
    Map<String, String> zones() {
        return now().zones();
    }

    private Read now() {
        var known = last;
        if (world.nanos() - known.at() < FRESH_NANOS) {
            return known;
        }
        var partitions = store.read("own-partitions", tx -> tx.partitions().list()).stream()
                .sorted(Comparator.comparing(Partition::id))
                .limit(NeighbourBook.PARTITIONS_MAX)
                .toList();
        var zones = new TreeMap<String, String>();
        partitions.stream()
                .filter(partition -> !partition.zoneId().isEmpty())
                .forEach(partition -> zones.put(partition.id(), partition.zoneId()));
        var read = new Read(partitions.stream().map(Partition::id).toList(), Map.copyOf(zones), world.nanos());
        last = read;
        return read;
    }
}
