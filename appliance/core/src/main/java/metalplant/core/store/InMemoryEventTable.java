package metalplant.core.store;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import metalplant.model.Problem;
import metalplant.model.event.ProvisioningEvents;
import metalplant.model.machine.Machine;

/** {@link EventTable} on a map. */
final class InMemoryEventTable implements EventTable, InMemoryStore.Rows {
    private final Function<String, Optional<Machine>> machines;
    private SortedMap<String, ProvisioningEvents> rows = new TreeMap<>();

    InMemoryEventTable(Function<String, Optional<Machine>> machines) {
        this.machines = machines;
    }

    @Override
    public Optional<ProvisioningEvents> find(String machineId) {
        return Optional.ofNullable(rows.get(machineId));
    }

    @Override
    public Map<String, ProvisioningEvents> findAll(Collection<String> machineIds) {
        var found = new TreeMap<String, ProvisioningEvents>();
        machineIds.forEach(id -> find(id).ifPresent(events -> found.put(id, events)));
        return found;
    }

    @Override
    public void saveAll(Collection<ProvisioningEvents> containers) {
        for (var container : containers) {
            long stored = find(container.machineId())
                    .map(ProvisioningEvents::revision)
                    .orElse(0L);
            if (stored != container.revision()) {
                throw Problem.changed("event container", container.machineId());
            }
            rows.put(container.machineId(), container.withRevision(stored + 1));
        }
    }

    @Override
    public void delete(String machineId) {
        rows.remove(machineId);
    }

    @Override
    public int refreshLiveliness(Instant silentSince) {
        int changed = 0;
        for (var entry : rows.entrySet()) {
            var events = entry.getValue();
            var machine = machines.apply(entry.getKey());
            if (machine.isEmpty()) {
                continue;
            }
            var now =
                    events.livelinessAt(silentSince, machine.get().allocation().isPresent());
            if (now != events.liveliness()) {
                entry.setValue(events.withLiveliness(now).withRevision(events.revision() + 1));
                changed++;
            }
        }
        return changed;
    }

    @Override
    public Runnable save() {
        var saved = new TreeMap<>(rows);
        return () -> rows = saved;
    }
}
