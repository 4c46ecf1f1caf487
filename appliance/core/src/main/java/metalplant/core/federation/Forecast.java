package metalplant.core.federation;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import metalplant.core.store.FederationTable;
import metalplant.core.store.Store;
import metalplant.model.World;

/**
 * How many addresses of each shared prefix this plant will take in the next thirty days, for which it must do without the others: as many
 * as it took in thirty days and still has. The last day does not count, so that a fresh burst, which may be gone tomorrow, asks for
 * nothing on its own.
 *
 * <p>Counted now and then, in a transaction of its own; what a step asks is answered from memory.
 */
final class Forecast {
    /** How long a plant must do without the others (decision 2). */
    static final Duration HORIZON = Duration.ofDays(30);

    /** What is younger says nothing yet. */
    static final Duration FRESH = Duration.ofDays(1);

    /** Between two counts. */
    static final Duration EVERY = Duration.ofHours(1);

    /** Addresses of a prefix that one count reads at most; a plant with more than these has long been asking. */
    private static final long ROWS_MAX = 65_536;

    private final Store store;
    private final World world;
    private volatile Optional<Counted> last = Optional.empty();

    private record Counted(long nanos, Map<String, Long> expected) {}

    Forecast(Store store, World world) {
        this.store = store;
        this.world = world;
    }

    /** Counts if the last count is old. */
    void look() {
        long nanos = world.nanos();
        if (last.filter(counted -> nanos - counted.nanos() < EVERY.toNanos()).isPresent()) {
            return;
        }
        var until = world.now().minus(FRESH);
        var after = until.minus(HORIZON);
        var expected = store.read(
                "fed-forecast",
                tx -> tx.federation().pools().stream()
                        .collect(Collectors.toMap(
                                FederationTable.Pool::pool,
                                pool -> tx.ips().taken(pool.prefixId(), after, until, ROWS_MAX))));
        last = Optional.of(new Counted(nanos, Map.copyOf(expected)));
    }

    /** Of this pool; empty if it was not counted yet. */
    OptionalLong of(String pool) {
        return last.map(counted -> counted.expected().get(pool)).stream()
                .mapToLong(Long::longValue)
                .findFirst();
    }
}
