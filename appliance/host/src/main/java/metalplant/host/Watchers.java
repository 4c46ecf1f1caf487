package metalplant.host;

import static java.lang.System.Logger.Level.WARNING;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import metalplant.core.units.UnitName;
import metalplant.core.units.UnitState;
import metalplant.core.units.Units;

/**
 * Tells watchers what becomes of units. A signal only says that something changed; what is told is read behind it, so changes that follow each other
 * closely become one, and the last state is always told.
 */
final class Watchers implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Watchers.class.getName());

    private final Function<UnitName, Optional<UnitState>> reader;
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private final Map<UnitName, UnitState> told = new ConcurrentHashMap<>();
    private final Set<UnitName> changed = new LinkedHashSet<>();
    private final ExecutorService teller = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("units-watch").factory());

    private record Watcher(Map<String, UnitName> byPath, Consumer<UnitState> consumer) {}

    Watchers(Function<UnitName, Optional<UnitState>> reader) {
        this.reader = reader;
    }

    Units.Watch add(List<UnitName> units, Consumer<UnitState> consumer) {
        var byPath = new ConcurrentHashMap<String, UnitName>();
        units.forEach(unit -> byPath.put(UnitPath.of(unit), unit));
        var watcher = new Watcher(byPath, consumer);
        watchers.add(watcher);
        return () -> watchers.remove(watcher);
    }

    /** Something changed at this place of the bus. */
    void changed(String path) {
        for (var watcher : watchers) {
            var unit = watcher.byPath().get(path);
            if (unit != null) {
                later(unit);
            }
        }
    }

    /** Nobody knows what was missed. */
    void everythingMayHaveChanged() {
        told.clear();
        watchers.forEach(watcher -> watcher.byPath().values().forEach(this::later));
    }

    private void later(UnitName unit) {
        synchronized (changed) {
            if (!changed.add(unit)) {
                return;
            }
        }
        try {
            teller.execute(() -> tell(unit));
        } catch (RejectedExecutionException e) {
            // Closed meanwhile: nobody listens.
        }
    }

    private void tell(UnitName unit) {
        synchronized (changed) {
            changed.remove(unit);
        }
        try {
            var state = reader.apply(unit);
            if (state.isPresent() && !state.get().equals(told.put(unit, state.get()))) {
                tell(unit, state.get());
            }
        } catch (RuntimeException e) {
            // The loss of the connection is told by itself, and everything is read again behind it.
            LOG.log(WARNING, "unit not read unit={0}: {1}", unit, e.getMessage());
        }
    }

    private void tell(UnitName unit, UnitState state) {
        for (var watcher : watchers) {
            if (watcher.byPath().containsValue(unit)) {
                try {
                    watcher.consumer().accept(state);
                } catch (RuntimeException e) {
                    LOG.log(WARNING, "watcher failed unit=" + unit, e);
                }
            }
        }
    }

    @Override
    public void close() {
        watchers.clear();
        teller.shutdownNow();
    }
}
