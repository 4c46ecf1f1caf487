package metalplant.server.federation;

import java.time.Duration;
import java.util.List;
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

    private record Read(List<String> partitions, long at) {}

    OwnPartitions(Store store, World world) {
        this.store = store;
        this.world = world;
        this.last = new Read(List.of(), world.nanos() - FRESH_NANOS);
    }

    @Override
    public List<String> get() {
        var known = last;
        if (world.nanos() - known.at() < FRESH_NANOS) {
            return known.partitions();
        }
        var read = store.read(
                "own-partitions",
                tx -> tx.partitions().list().stream()
                        .map(Partition::id)
                        .sorted()
                        .limit(NeighbourBook.PARTITIONS_MAX)
                        .toList());
        last = new Read(read, world.nanos());
        return read;
    }
}
