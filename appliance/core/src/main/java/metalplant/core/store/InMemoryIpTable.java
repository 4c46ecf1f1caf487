package metalplant.core.store;

import java.math.BigInteger;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import metalplant.model.Problem;
import metalplant.model.ip.Ip;
import metalplant.model.ip.IpAddress;
import metalplant.model.ip.IpQuery;

/** {@link IpTable} on a map. */
final class InMemoryIpTable implements IpTable, InMemoryStore.Rows {
    private static final Comparator<Ip> ADDRESS_ORDER =
            Comparator.comparing(Ip::address).thenComparing(Ip::prefixId);

    private TreeMap<Key, Ip> rows = new TreeMap<>();
    private TreeMap<Key, Instant> holds = new TreeMap<>();

    private record Key(UUID prefixId, IpAddress address) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparing(Key::prefixId).thenComparing(Key::address);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private static Key key(Ip ip) {
        return new Key(ip.prefixId(), ip.address());
    }

    @Override
    public boolean insert(Ip ip) {
        return rows.putIfAbsent(key(ip), ip.withStamp(ip.stamp().withVersion(1))) == null;
    }

    @Override
    public Optional<Ip> find(UUID prefixId, IpAddress address) {
        return Optional.ofNullable(rows.get(new Key(prefixId, address)));
    }

    @Override
    public Optional<Ip> byAllocation(UUID allocationUuid) {
        return where(ip -> ip.allocationUuid().equals(allocationUuid)).findFirst();
    }

    @Override
    public List<Ip> holders(IpAddress address) {
        return where(ip -> ip.address().equals(address)).toList();
    }

    @Override
    public List<Ip> page(IpQuery query, Optional<Ip> after, int max) {
        return where(query::matches)
                .filter(ip -> after.isEmpty() || ADDRESS_ORDER.compare(ip, after.get()) > 0)
                .limit(max)
                .toList();
    }

    @Override
    public Map<String, List<IpAddress>> addressesOf(Collection<String> projectIds) {
        return where(ip -> projectIds.contains(ip.projectId()))
                .collect(Collectors.groupingBy(
                        Ip::projectId, TreeMap::new, Collectors.mapping(Ip::address, Collectors.toList())));
    }

    @Override
    public List<Ip> tagged(String tag) {
        return where(ip -> ip.tags().contains(tag)).toList();
    }

    private Stream<Ip> where(Predicate<Ip> condition) {
        return rows.values().stream().filter(condition).sorted(ADDRESS_ORDER);
    }

    @Override
    public Ip update(Ip ip) {
        check(ip);
        var stored = ip.withStamp(ip.stamp().withVersion(ip.stamp().version() + 1));
        rows.put(key(ip), stored);
        return stored;
    }

    @Override
    public void delete(Ip ip) {
        check(ip);
        rows.remove(key(ip));
    }

    private void check(Ip ip) {
        var stored = find(ip.prefixId(), ip.address());
        if (stored.filter(row -> row.stamp().version() == ip.stamp().version()
                        && row.allocationUuid().equals(ip.allocationUuid()))
                .isEmpty()) {
            throw Problem.changed("ip", ip.address().toString());
        }
    }

    @Override
    public boolean anyIn(UUID prefixId) {
        return rows.values().stream().anyMatch(ip -> ip.prefixId().equals(prefixId));
    }

    @Override
    public long countOfProject(String projectId) {
        return where(ip -> ip.projectId().equals(projectId)).count();
    }

    @Override
    public List<Span> nextFree(UUID prefixId, IpAddress from, IpAddress to) {
        return free(from, to, between(rows, prefixId, from, to).keySet());
    }

    @Override
    public List<Span> nextFree(UUID prefixId, IpAddress from, IpAddress to, Instant now) {
        var taken = new TreeSet<>(between(rows, prefixId, from, to).keySet());
        between(holds, prefixId, from, to).forEach((key, until) -> {
            if (until.isAfter(now)) {
                taken.add(key);
            }
        });
        return free(from, to, taken);
    }

    private static List<Span> free(IpAddress from, IpAddress to, Collection<Key> taken) {
        var runs = new FreeRuns(from.value(), to.value(), BigInteger.ONE);
        taken.forEach(key -> runs.pass(key.address().value(), key.address().value()));
        runs.end();
        return runs.found();
    }

    private static <T> NavigableMap<Key, T> between(TreeMap<Key, T> map, UUID prefixId, IpAddress from, IpAddress to) {
        return map.subMap(new Key(prefixId, from), true, new Key(prefixId, to), true);
    }

    @Override
    public void hold(UUID prefixId, IpAddress address, Instant until) {
        holds.put(new Key(prefixId, address), until);
    }

    @Override
    public boolean isHeld(UUID prefixId, IpAddress address, Instant now) {
        var until = holds.get(new Key(prefixId, address));
        return until != null && until.isAfter(now);
    }

    @Override
    public void forgetHolds(Instant now) {
        holds.values().removeIf(until -> !until.isAfter(now));
    }

    @Override
    public long live(UUID prefixId, IpAddress from, IpAddress to, Instant now, long max) {
        long held = between(holds, prefixId, from, to).values().stream()
                .filter(until -> until.isAfter(now))
                .count();
        return Math.min(max, between(rows, prefixId, from, to).size() + held);
    }

    @Override
    public long taken(UUID prefixId, Instant after, Instant until, long max) {
        return rows.values().stream()
                .filter(ip -> ip.prefixId().equals(prefixId))
                .limit(max)
                .map(ip -> ip.stamp().created())
                .filter(created -> created.isAfter(after) && !created.isAfter(until))
                .count();
    }

    @Override
    public List<Ip> within(UUID prefixId, IpAddress from, IpAddress to, int max) {
        return between(rows, prefixId, from, to).values().stream().limit(max).toList();
    }

    /** Everything, for {@link InMemoryNetworkTable}. */
    Stream<Ip> all() {
        return rows.values().stream();
    }

    @Override
    public Runnable save() {
        var saved = new TreeMap<>(rows);
        var savedHolds = new TreeMap<>(holds);
        return () -> {
            rows = saved;
            holds = savedHolds;
        };
    }
}
