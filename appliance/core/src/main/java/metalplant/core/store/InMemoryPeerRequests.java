package metalplant.core.store;

import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import metalplant.federation.value.Bytes;

/** {@link PeerRequestTable} on a map. */
final class InMemoryPeerRequests implements PeerRequestTable, InMemoryStore.Rows {
    private Map<UUID, PeerRequest> rows = new TreeMap<>();

    @Override
    public Optional<PeerRequest> find(UUID id) {
        return Optional.ofNullable(rows.get(id));
    }

    @Override
    public void insert(PeerRequest request) {
        rows.put(request.id(), request);
    }

    @Override
    public void answered(UUID id, int status, Optional<Bytes> body) {
        rows.computeIfPresent(
                id,
                (_, old) -> new PeerRequest(id, old.plant(), old.operation(), old.life(), old.begun(), status, body));
    }

    @Override
    public int purge(Instant before) {
        int size = rows.size();
        rows.values().removeIf(row -> row.begun().isBefore(before));
        return size - rows.size();
    }

    @Override
    public int shrink(String plant, int max) {
        int size = rows.size();
        rows.values().stream()
                .filter(row -> row.plant().equals(plant))
                .map(PeerRequest::begun)
                .sorted(Comparator.reverseOrder())
                .skip(max)
                .findFirst()
                .ifPresent(newest -> rows.values()
                        .removeIf(
                                row -> row.plant().equals(plant) && !row.begun().isAfter(newest)));
        return size - rows.size();
    }

    @Override
    public Runnable save() {
        var saved = new TreeMap<>(rows);
        return () -> rows = saved;
    }
}
