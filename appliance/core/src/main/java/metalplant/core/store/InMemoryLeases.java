package metalplant.core.store;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import metalplant.model.lease.BootLease;

/** {@link LeaseTable} on a map. */
final class InMemoryLeases implements LeaseTable, InMemoryStore.Rows {
    private SortedMap<UUID, BootLease> rows = new TreeMap<>();

    @Override
    public void insert(BootLease lease) {
        rows.put(lease.id(), lease);
    }

    @Override
    public Optional<BootLease> find(UUID id) {
        return Optional.ofNullable(rows.get(id));
    }

    @Override
    public List<BootLease> liveOf(String machineId, Instant now) {
        return live(now, lease -> lease.machineId().equals(machineId));
    }

    @Override
    public List<BootLease> liveWith(String mac, Instant now) {
        return live(now, lease -> lease.mac().equals(mac));
    }

    private List<BootLease> live(Instant now, Predicate<BootLease> wanted) {
        return rows.values().stream()
                .filter(lease -> lease.liveAt(now) && wanted.test(lease))
                .sorted(Comparator.comparing(BootLease::created)
                        .thenComparing(lease -> lease.id().toString()))
                .toList();
    }

    @Override
    public long countLive(Instant now) {
        return rows.values().stream().filter(lease -> lease.liveAt(now)).count();
    }

    @Override
    public void update(BootLease lease) {
        rows.computeIfPresent(lease.id(), (_, _) -> lease);
    }

    @Override
    public void revokeOf(String machineId) {
        rows.replaceAll((_, lease) -> lease.machineId().equals(machineId) ? lease.revoke() : lease);
    }

    @Override
    public int purge(Instant before) {
        int size = rows.size();
        rows.values().removeIf(lease -> lease.expires().isBefore(before));
        return size - rows.size();
    }

    @Override
    public Runnable save() {
        var saved = new TreeMap<>(rows);
        return () -> rows = saved;
    }
}
