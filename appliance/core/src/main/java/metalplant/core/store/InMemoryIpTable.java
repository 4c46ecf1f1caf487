package metalplant.core.store;

import java.math.BigInteger;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
    public List<Ip> find(IpQuery query, int max) {
        return where(query::matches).limit(max).toList();
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
        var runs = new FreeRuns(from.value(), to.value(), BigInteger.ONE);
        for (var taken : rows.subMap(new Key(prefixId, from), true, new Key(prefixId, to), true)
                .keySet()) {
            runs.pass(taken.address().value(), taken.address().value());
        }
        runs.end();
        return runs.found();
    }

    /** Everything, for {@link InMemoryNetworkTable}. */
    Stream<Ip> all() {
        return rows.values().stream();
    }

    @Override
    public Runnable save() {
        var saved = new TreeMap<>(rows);
        return () -> rows = saved;
    }
}
