package metalplant.host;

import static java.lang.System.Logger.Level.WARNING;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import metalplant.core.units.JournalPage;
import metalplant.core.units.JournalQuery;
import metalplant.core.units.UnitActivity;
import metalplant.core.units.UnitName;
import metalplant.core.units.UnitState;
import metalplant.core.units.Units;
import metalplant.host.dbus.Manager;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import org.freedesktop.dbus.DBusPath;

/** Units of a systemd, over its bus. */
public final class SystemdUnits implements Units {
    /** The system bus of this host. */
    public static final String SYSTEM_BUS = "unix:path=/run/dbus/system_bus_socket";

    private static final System.Logger LOG = System.getLogger(SystemdUnits.class.getName());
    private static final Duration RECONNECT_EVERY = Duration.ofSeconds(1);

    /** A new job takes the place of one for the same unit that still waits. */
    private static final String REPLACE = "replace";

    private final World world;
    private final Bus bus;
    private final UnitReader reader;
    private final Watchers watchers;
    private final Journal journal;
    private final AtomicBoolean reconnecting = new AtomicBoolean();
    private volatile boolean closed;

    /**
     * Units of the systemd that has this bus. Connects with the first call.
     *
     * @param address as D-Bus writes it
     * @param journalctl the program that reads that systemd's journal, with words before its options if need be
     */
    public SystemdUnits(World world, String address, List<String> journalctl) {
        this.world = world;
        this.bus = new Bus(address);
        this.reader = new UnitReader(bus);
        this.watchers = new Watchers(reader::find);
        this.journal = new Journal(journalctl);
        bus.onChange(watchers::changed);
        bus.onLoss(this::connectAgain);
    }

    /** Units of this host. */
    public static SystemdUnits ofThisHost(World world) {
        return new SystemdUnits(world, SYSTEM_BUS, List.of("journalctl"));
    }

    @Override
    public UnitState state(UnitName unit) {
        return reader.find(unit)
                .orElseThrow(() -> Problem.of(ProblemCode.UNIT_NOT_FOUND, "this host has no unit %s".formatted(unit)));
    }

    @Override
    public List<UnitState> states(List<UnitName> units) {
        return units.stream().map(reader::find).flatMap(Optional::stream).toList();
    }

    @Override
    public UnitState start(UnitName unit, Duration atMost) {
        return perform(unit, "starting", atMost, manager -> manager.StartUnit(unit.text(), REPLACE));
    }

    @Override
    public UnitState stop(UnitName unit, Duration atMost) {
        var state = state(unit);
        try {
            return perform(unit, "stopping", atMost, manager -> manager.StopUnit(unit.text(), REPLACE));
        } catch (Problem e) {
            // systemd forgets a unit that nobody uses, though its file is there.
            if (e.code() == ProblemCode.UNIT_NOT_FOUND) {
                return state;
            }
            throw e;
        }
    }

    @Override
    public UnitState restart(UnitName unit, Duration atMost) {
        return perform(unit, "restarting", atMost, manager -> manager.RestartUnit(unit.text(), REPLACE));
    }

    @Override
    public UnitState reload(UnitName unit, Duration atMost) {
        return perform(unit, "reloading", atMost, manager -> manager.ReloadOrRestartUnit(unit.text(), REPLACE));
    }

    private UnitState perform(UnitName unit, String doing, Duration atMost, Function<Manager, DBusPath> job) {
        state(unit);
        var ended = new CompletableFuture<String>();
        var forget = bus.job(job, ended::complete);
        try {
            var result = ended.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return judge(result, doing, state(unit));
        } catch (TimeoutException e) {
            throw Problem.of(
                            ProblemCode.UNIT_SLOW,
                            "%s is still %s after %s s; it goes on by itself"
                                    .formatted(unit, doing, Long.toString(atMost.toSeconds())))
                    .because(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(ProblemCode.UNIT_SLOW, "nobody waits for %s any more".formatted(unit))
                    .because(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a result is only ever set", e);
        } finally {
            forget.run();
        }
    }

    private static UnitState judge(String result, String doing, UnitState state) {
        return switch (result) {
            case "done", "skipped" -> state;
            case Bus.LOST ->
                throw Problem.of(
                        ProblemCode.HOST_UNAVAILABLE,
                        "the connection to systemd was lost while %s %s".formatted(doing, state.name()));
            case "dependency" ->
                throw Problem.of(
                        ProblemCode.UNIT_FAILED,
                        "%s %s did not work: something that it requires failed".formatted(doing, state.name()));
            default ->
                throw Problem.of(
                        ProblemCode.UNIT_FAILED,
                        "%s %s did not work: %s"
                                .formatted(
                                        doing,
                                        state.name(),
                                        state.activity() == UnitActivity.FAILED ? state.result() : result));
        };
    }

    @Override
    public void clearFailure(UnitName unit) {
        if (state(unit).activity() == UnitActivity.FAILED) {
            bus.call(_ -> {
                bus.manager().ResetFailedUnit(unit.text());
                return true;
            });
        }
    }

    @Override
    public void readUnitFiles() {
        bus.call(_ -> {
            bus.manager().Reload();
            return true;
        });
    }

    @Override
    public Watch watch(List<UnitName> units, Consumer<UnitState> watcher) {
        bus.connect();
        return watchers.add(List.copyOf(units), watcher);
    }

    @Override
    public JournalPage journal(JournalQuery query) {
        return journal.read(query);
    }

    /** Watchers do not call, so nobody else would notice. */
    private void connectAgain() {
        if (!closed && reconnecting.compareAndSet(false, true)) {
            Thread.ofVirtual().name("units-reconnect").start(this::reconnect);
        }
    }

    private void reconnect() {
        try {
            while (!closed) {
                try {
                    bus.connect();
                    return;
                } catch (Problem e) {
                    LOG.log(WARNING, "no connection to systemd: {0}", e.getMessage());
                    world.pause(RECONNECT_EVERY);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            reconnecting.set(false);
            if (!bus.isUp()) {
                // Lost again before this thread was done.
                connectAgain();
            }
            watchers.everythingMayHaveChanged();
        }
    }

    @Override
    public void close() {
        closed = true;
        watchers.close();
        bus.close();
    }
}
