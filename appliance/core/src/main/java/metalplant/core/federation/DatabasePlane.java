package metalplant.core.federation;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.Collectors;
import metalplant.core.homes.ProjectSpans;
import metalplant.core.store.FederationTable;
import metalplant.core.store.Tx;
import metalplant.federation.entry.PoolKind;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.entry.Range;
import metalplant.federation.keys.KeySmith;
import metalplant.federation.plant.LocalEntity;
import metalplant.federation.plant.LocalPlane;
import metalplant.federation.value.Hash;
import metalplant.model.ip.Block;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.model.ip.Prefix;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkQuery;
import org.jspecify.annotations.Nullable;

/**
 * What a step may ask of the plant's database, within the transaction of the step: so a range that is found empty is empty when the
 * step commits, and whoever takes an address of it at that moment conflicts (I4). Used by one thread for one step.
 */
final class DatabasePlane implements LocalPlane {
    /** A range with as many addresses counts as full, so that no step reads a large prefix. */
    private static final long LIVE_MAX = 65_536;

    private static final int PREFIXES_MAX = 100_000;

    private final Tx tx;
    private final Instant now;
    private final boolean reconciled;
    private final KeySmith smith;
    private final Sightings sightings;
    private final Forecast forecast;
    private final Map<Range, Long> counted = new HashMap<>();
    private @Nullable Map<String, FederationTable.Pool> pools;
    private @Nullable List<Network> external;

    DatabasePlane(Tx tx, Instant now, boolean reconciled, KeySmith smith, Sightings sightings, Forecast forecast) {
        this.tx = tx;
        this.now = now;
        this.reconciled = reconciled;
        this.smith = smith;
        this.sightings = sightings;
        this.forecast = forecast;
    }

    @Override
    public long live(Range range) {
        return counted.computeIfAbsent(range, this::count);
    }

    private long count(Range range) {
        var pool = pools().get(range.pool());
        if (pool == null) {
            return 0;
        }
        var family = pool.cidr().family();
        var last = range.end().subtract(java.math.BigInteger.ONE);
        return tx.ips()
                .live(
                        pool.prefixId(),
                        new IpAddress(family, range.first()),
                        new IpAddress(family, last),
                        now,
                        LIVE_MAX);
    }

    @Override
    public OptionalLong expected(String pool) {
        return forecast.of(pool);
    }

    private Map<String, FederationTable.Pool> pools() {
        var known = pools;
        if (known == null) {
            known = tx.federation().pools().stream()
                    .collect(Collectors.toMap(FederationTable.Pool::pool, pool -> pool));
            pools = known;
        }
        return known;
    }

    /** Numbers of ASNs, VNIs and overlays follow from the number of the plant. */
    @Override
    public boolean uses(PoolKind kind) {
        return switch (kind) {
            case IPV4, IPV6, PLANT -> true;
            case OVERLAY, VNI, ASN -> false;
        };
    }

    /** What others refer to is published first: a mirror that reads in order then knows it. */
    @Override
    public List<LocalEntity> unpublished(int max) {
        return tx.shared().pending(max).stream()
                .map(row -> new LocalEntity(
                        row.kind(), row.id(), row.version(), "", row.name(), row.content(), row.deleted()))
                .toList();
    }

    @Override
    public List<LocalSpan> spans(int max) {
        return tx.spans().wanted(max).stream()
                .map(row -> new LocalSpan(
                        row.id(),
                        row.prefixes().stream()
                                .flatMap(text -> Cidr.tryParse(text).stream())
                                .toList()))
                .toList();
    }

    /** Looks for rows only where the ledger knows nothing, which is for a moment behind the making of a network. */
    @Override
    public List<PoolSpec> unclaimed(int max) {
        var wanted = external().stream()
                .filter(network -> network.stamp().home().isEmpty())
                .flatMap(network -> network.prefixes().stream())
                .filter(cidr ->
                        pools().values().stream().noneMatch(pool -> pool.cidr().overlaps(cidr)))
                .collect(Collectors.toSet());
        return wanted.isEmpty()
                ? List.of()
                : tx.prefixes().withoutParent(PREFIXES_MAX).stream()
                        .filter(prefix -> wanted.contains(prefix.cidr()) && isLocal(prefix))
                        .limit(max)
                        .map(prefix -> PoolSpec.of(prefix.cidr()))
                        .toList();
    }

    private List<Network> external() {
        var known = external;
        if (known == null) {
            known = tx.networks().find(NetworkQuery.EXTERNAL).stream()
                    .filter(Network::sharesAddressSpace)
                    .toList();
            external = known;
        }
        return known;
    }

    /** Also of a network that has its home elsewhere by now, with the addresses of this plant. */
    @Override
    public boolean needs(String pool) {
        var row = pools().get(pool);
        return row == null
                || external().stream()
                        .flatMap(network -> network.prefixes().stream())
                        .anyMatch(row.cidr()::overlaps);
    }

    /** What was another plant's, who took it along, is nobody's here. */
    private boolean isLocal(Prefix prefix) {
        return tx.prefixes().blocks(prefix, 1).stream().anyMatch(Block::local);
    }

    @Override
    public List<Cidr> reach(UUID project) {
        return tx.shared()
                .find(project)
                .map(row -> ProjectSpans.reach(tx, row.localId()))
                .orElse(List.of());
    }

    /** A join plan depends on the prefixes that are here. */
    @Override
    public Hash inventory() {
        var text = tx.prefixes().withoutParent(PREFIXES_MAX).stream()
                .map(prefix -> prefix.cidr() + " " + prefix.networkId())
                .collect(Collectors.joining("\n"));
        return Hash.of(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Optional<Seen> sighted(List<Range> quarantined) {
        for (var range : quarantined) {
            var seen = Optional.ofNullable(pools().get(range.pool()))
                    .map(pool -> Aligned.between(pool.cidr().family(), range.first(), range.end()))
                    .flatMap(sightings::among);
            if (seen.isPresent()) {
                var cidr = seen.get().cidr();
                var there = new Range(range.pool(), cidr.first().value(), cidr.size());
                return Optional.of(new Seen(there, seen.get().where()));
            }
        }
        return Optional.empty();
    }

    @Override
    public KeySmith smith() {
        return smith;
    }

    @Override
    public boolean reconciled() {
        return reconciled;
    }
}
