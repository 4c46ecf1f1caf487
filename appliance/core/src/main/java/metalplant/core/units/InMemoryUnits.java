package metalplant.core.units;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;

/**
 * A host whose units do what they were told beforehand. Waits for nothing: a unit that takes longer than the caller would wait is slow at
 * once, and comes up when the world's time has come.
 */
public final class InMemoryUnits implements Units {
    private static final int ENTRIES_KEPT = 10_000;
    private static final long FIRST_PROCESS = 1_000;

    private final World world;
    private final Map<UnitName, UnitBehaviour> behaviours = new TreeMap<>();
    private final Map<UnitName, UnitState> states = new TreeMap<>();
    private final List<JournalEntry> journal = new ArrayList<>();
    private final List<Watcher> watchers = new CopyOnWriteArrayList<>();
    private long written;
    private long processes = FIRST_PROCESS;

    private record Watcher(List<UnitName> units, Consumer<UnitState> told) {}

    public InMemoryUnits(World world) {
        this.world = world;
    }

    /** There is such a unit from now on, or it behaves otherwise when it is started next. */
    public synchronized InMemoryUnits define(UnitName unit, UnitBehaviour behaviour) {
        behaviours.put(unit, behaviour);
        states.computeIfAbsent(
                unit,
                _ -> new UnitState(
                        unit,
                        unit.text(),
                        UnitActivity.INACTIVE,
                        "dead",
                        "success",
                        Optional.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        0));
        return this;
    }

    /** A unit that runs fails by itself. */
    public void crash(UnitName unit) {
        move(unit, UnitActivity.FAILED, "failed", "exit-code");
    }

    /** A unit logs something. */
    public synchronized void say(UnitName unit, String message) {
        written++;
        journal.add(new JournalEntry("s=memory;i=" + written, world.now(), unit.text(), 6, message));
        if (journal.size() > ENTRIES_KEPT) {
            journal.removeFirst();
        }
    }

    @Override
    public synchronized UnitState state(UnitName unit) {
        var state = states.get(unit);
        if (state == null) {
            throw notFound(unit);
        }
        return state;
    }

    private static Problem notFound(UnitName unit) {
        return Problem.of(ProblemCode.UNIT_NOT_FOUND, "this host has no unit %s".formatted(unit));
    }

    @Override
    public synchronized List<UnitState> states(List<UnitName> units) {
        return units.stream()
                .flatMap(unit -> Stream.ofNullable(states.get(unit)))
                .toList();
    }

    @Override
    public UnitState start(UnitName unit, Duration atMost) {
        if (state(unit).activity() == UnitActivity.ACTIVE) {
            return state(unit);
        }
        var behaviour = behaviour(unit);
        move(unit, UnitActivity.ACTIVATING, "start", "success");
        behaviour.says().forEach(line -> say(unit, line));
        if (behaviour.takes().compareTo(atMost) > 0) {
            world.after(behaviour.takes(), () -> finish(unit, behaviour));
            throw Problem.of(
                    ProblemCode.UNIT_SLOW, "%s is still starting after %d s".formatted(unit, atMost.toSeconds()));
        }
        finish(unit, behaviour);
        var state = state(unit);
        if (state.activity() == UnitActivity.FAILED) {
            throw Problem.of(ProblemCode.UNIT_FAILED, "%s failed: %s".formatted(unit, state.result()));
        }
        return state;
    }

    private synchronized UnitBehaviour behaviour(UnitName unit) {
        return Optional.ofNullable(behaviours.get(unit)).orElseThrow(() -> notFound(unit));
    }

    private void finish(UnitName unit, UnitBehaviour behaviour) {
        if (state(unit).activity() != UnitActivity.ACTIVATING) {
            return;
        }
        switch (behaviour.kind()) {
            case RUNS -> move(unit, UnitActivity.ACTIVE, "running", "success");
            case ENDS -> move(unit, UnitActivity.INACTIVE, "dead", "success");
            case FAILS -> move(unit, UnitActivity.FAILED, "failed", "exit-code");
        }
    }

    @Override
    public UnitState stop(UnitName unit, Duration atMost) {
        if (state(unit).activity() == UnitActivity.FAILED || state(unit).activity() == UnitActivity.INACTIVE) {
            return state(unit);
        }
        return move(unit, UnitActivity.INACTIVE, "dead", "success");
    }

    @Override
    public UnitState restart(UnitName unit, Duration atMost) {
        stop(unit, atMost);
        return start(unit, atMost);
    }

    @Override
    public UnitState reload(UnitName unit, Duration atMost) {
        return restart(unit, atMost);
    }

    @Override
    public void clearFailure(UnitName unit) {
        if (state(unit).activity() == UnitActivity.FAILED) {
            move(unit, UnitActivity.INACTIVE, "dead", "success");
        }
    }

    @Override
    public void readUnitFiles() {
        // Units are defined, not read.
    }

    private UnitState move(UnitName unit, UnitActivity activity, String sub, String result) {
        var moved = moved(unit, activity, sub, result);
        for (var watcher : watchers) {
            if (watcher.units().contains(unit)) {
                watcher.told().accept(moved);
            }
        }
        return moved;
    }

    private synchronized UnitState moved(UnitName unit, UnitActivity activity, String sub, String result) {
        var before = state(unit);
        var runs = activity == UnitActivity.ACTIVE;
        var moved = new UnitState(
                unit,
                before.description(),
                activity,
                sub,
                result,
                Optional.of(world.now()),
                runs ? OptionalLong.of(processes++) : OptionalLong.empty(),
                runs ? OptionalLong.of(1 << 20) : OptionalLong.empty(),
                0);
        states.put(unit, moved);
        return moved;
    }

    @Override
    public Watch watch(List<UnitName> units, Consumer<UnitState> watcher) {
        var entry = new Watcher(List.copyOf(units), watcher);
        watchers.add(entry);
        return () -> watchers.remove(entry);
    }

    @Override
    public synchronized JournalPage journal(JournalQuery query) {
        var wanted = query.units().stream().map(UnitName::text).toList();
        var from = query.after().map(this::place).orElse(-1);
        var matching = journal.subList(from + 1, journal.size()).stream()
                .filter(entry -> wanted.isEmpty() || wanted.contains(entry.unit()))
                .toList();
        var page = query.after().isPresent()
                ? matching.subList(0, Math.min(query.max(), matching.size()))
                : matching.subList(Math.max(0, matching.size() - query.max()), matching.size());
        return new JournalPage(
                page,
                page.isEmpty() ? query.after() : Optional.of(page.getLast().cursor()));
    }

    private int place(String cursor) {
        for (int i = 0; i < journal.size(); i++) {
            if (journal.get(i).cursor().equals(cursor)) {
                return i;
            }
        }
        throw Problem.bad("this journal has no such place; read its last lines instead");
    }

    @Override
    public void close() {
        watchers.clear();
    }
}
