package metalplant.core.store;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import metalplant.federation.value.Bytes;
import metalplant.model.ip.Cidr;

/** {@link FederationTable} on maps. */
final class InMemoryFederation implements FederationTable, InMemoryStore.Rows {
    private Optional<Kept> kept = Optional.empty();
    private TreeMap<Log, TreeMap<Long, Bytes>> entries = new TreeMap<>();
    private TreeMap<String, Member> members = new TreeMap<>();
    private TreeMap<String, Pool> pools = new TreeMap<>();

    @Override
    public Optional<Kept> kept() {
        return kept;
    }

    @Override
    public boolean keep(Kept next) {
        long before = kept.map(Kept::revision).orElse(0L);
        if (before != next.revision() - 1) {
            return false;
        }
        kept = Optional.of(next);
        return true;
    }

    private TreeMap<Long, Bytes> of(Log log) {
        return entries.getOrDefault(log, new TreeMap<>());
    }

    @Override
    public Optional<Bytes> entry(Log log, long seq) {
        return Optional.ofNullable(of(log).get(seq));
    }

    @Override
    public List<Bytes> entries(Log log, long from, int max) {
        return of(log).tailMap(from, true).values().stream().limit(max).toList();
    }

    @Override
    public void append(Log log, long from, List<Bytes> added) {
        var changed = new TreeMap<>(of(log));
        long seq = from;
        for (var entry : added) {
            changed.put(seq++, entry);
        }
        entries.put(log, changed);
    }

    @Override
    public void forget(Log log) {
        entries.remove(log);
    }

    @Override
    public List<Member> members() {
        return List.copyOf(members.values());
    }

    @Override
    public Optional<Member> member(String plant) {
        return Optional.ofNullable(members.get(plant));
    }

    @Override
    public void setMembers(List<Member> all) {
        members = all.stream()
                .collect(Collectors.toMap(Member::plant, member -> member, (_, last) -> last, TreeMap::new));
    }

    @Override
    public List<Pool> pools() {
        return List.copyOf(pools.values());
    }

    @Override
    public Optional<Pool> poolOverlapping(Cidr cidr) {
        return pools.values().stream()
                .filter(pool ->
                        pool.cidr().family() == cidr.family() && pool.cidr().overlaps(cidr))
                .findFirst();
    }

    @Override
    public Optional<Pool> poolOf(UUID prefixId) {
        return pools.values().stream()
                .filter(pool -> pool.prefixId().equals(prefixId))
                .findFirst();
    }

    @Override
    public void save(Pool pool) {
        pools.merge(pool.pool(), pool, (old, now) -> {
            boolean same = old.offlineMillis() == now.offlineMillis();
            return touched(now, same ? old.touchedMillis() : now.touchedMillis());
        });
    }

    private static Pool touched(Pool pool, long millis) {
        return new Pool(pool.pool(), pool.prefixId(), pool.cidr(), pool.idleBlocks(), pool.offlineMillis(), millis);
    }

    @Override
    public void touch(long millis) {
        pools.replaceAll((_, pool) -> pool.offlineMillis() > 0 ? touched(pool, millis) : pool);
    }

    @Override
    public void removePool(String pool) {
        pools.remove(pool);
    }

    @Override
    public Runnable save() {
        var savedKept = kept;
        var savedEntries = new TreeMap<>(entries);
        var savedMembers = members;
        var savedPools = new TreeMap<>(pools);
        return () -> {
            kept = savedKept;
            entries = savedEntries;
            members = savedMembers;
            pools = savedPools;
        };
    }
}
