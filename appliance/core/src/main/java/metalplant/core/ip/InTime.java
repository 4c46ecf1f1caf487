package metalplant.core.ip;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import metalplant.core.store.FederationTable;
import metalplant.core.store.Tx;
import metalplant.federation.entry.Horizon;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;

/**
 * Whether this plant may still give out new addresses of prefixes whose giving ends some time behind the last contact with other
 * plants. Decided by this plant's own database and clock. The clock never goes back while the process runs, whatever people do to it.
 *
 * @see "federation.md 3.4, allocate_until"
 */
final class InTime {
    private final World world;
    private final Instant startedAt;
    private final long startNanos;

    InTime(World world) {
        this.world = world;
        this.startedAt = world.now();
        this.startNanos = world.nanos();
    }

    /** By what was read some time ago: a refusal is to be checked against the database. */
    boolean allows(Optional<FederationTable.Pool> pool) {
        return pool.filter(each -> !open(each)).isEmpty();
    }

    /** @throws Problem OFFLINE_TOO_LONG */
    void demand(Tx tx, UUID prefixId) {
        tx.federation().poolOf(prefixId).filter(pool -> !open(pool)).ifPresent(pool -> {
            throw problem(pool);
        });
    }

    private boolean open(FederationTable.Pool pool) {
        return pool.offlineMillis() == 0 || Horizon.open(pool.offlineMillis(), pool.touchedMillis(), nowMillis());
    }

    private long nowMillis() {
        long passed = (world.nanos() - startNanos) / 1_000_000;
        return Math.max(startedAt.toEpochMilli() + passed, world.now().toEpochMilli());
    }

    Problem problem(FederationTable.Pool pool) {
        var since = Instant.ofEpochMilli(pool.touchedMillis());
        var text = nowMillis() <= pool.touchedMillis() - Horizon.MARGIN_MILLIS
                ? "no new address of %s: the clock of this plant is behind its last contact with other plants (%s), set it right or restore the link"
                        .formatted(pool.cidr(), since)
                : "no new address of %s: this plant has reached no majority of the voters since %s, and new addresses may be given out for %s without; restore the link. Addresses in use stay"
                        .formatted(pool.cidr(), since, Duration.ofMillis(pool.offlineMillis() - Horizon.MARGIN_MILLIS));
        return Problem.of(ProblemCode.OFFLINE_TOO_LONG, text)
                .with("prefix", pool.cidr().toString());
    }
}
