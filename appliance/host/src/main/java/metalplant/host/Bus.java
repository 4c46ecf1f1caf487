package metalplant.host;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import metalplant.host.dbus.Manager;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.connections.IDisconnectCallback;
import org.freedesktop.dbus.connections.impl.DBusConnection;
import org.freedesktop.dbus.connections.impl.DBusConnectionBuilder;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.exceptions.DBusExecutionException;
import org.freedesktop.dbus.interfaces.Properties;
import org.freedesktop.dbus.types.Variant;
import org.jspecify.annotations.Nullable;

/** One connection to the system bus, made anew when it was lost. Callers see systemd's answers or HOST_UNAVAILABLE. */
final class Bus implements AutoCloseable {
    private static final String SYSTEMD = "org.freedesktop.systemd1";
    static final String MANAGER_PATH = "/org/freedesktop/systemd1";

    /** What an answer that a unit is not there looks like. */
    private static final String NO_SUCH_UNIT = "org.freedesktop.systemd1.NoSuchUnit";

    /** The result of a job whose end is not told, because the connection went. */
    static final String LOST = "lost";

    private final String address;
    private final List<Consumer<String>> changed = new CopyOnWriteArrayList<>();
    private final List<Runnable> lost = new CopyOnWriteArrayList<>();
    private final Map<String, Consumer<String>> jobs = new ConcurrentHashMap<>();
    private @Nullable Line line;
    private boolean closed;

    private record Line(DBusConnection connection, Loss loss) {
        /** The library tells of a loss before the connection itself says so. */
        boolean isUp() {
            return !loss.told && connection.isConnected();
        }
    }

    /** @param address as D-Bus writes it: {@code unix:path=/run/dbus/system_bus_socket} */
    Bus(String address) {
        this.address = address;
    }

    /** Told the path of each unit that changes, on the thread of the connection. */
    void onChange(Consumer<String> listener) {
        changed.add(listener);
    }

    /** Told when a connection was lost. */
    void onLoss(Runnable listener) {
        lost.add(listener);
    }

    /** Something that asks systemd. */
    interface Call<T> {
        T on(DBusConnection connection) throws DBusException;
    }

    /** Asks systemd. */
    <T> T call(Call<T> call) {
        try {
            return call.on(connected());
        } catch (DBusExecutionException | DBusException | RejectedExecutionException e) {
            // The last one is what the library makes of a call on a connection that is just being lost.
            throw problem(e);
        }
    }

    /** What went wrong, with the name that systemd gave it as detail {@code error}; the library has no other way to that name yet. */
    @SuppressWarnings("removal")
    private static Problem problem(Exception e) {
        var type = e instanceof DBusExecutionException execution ? String.valueOf(execution.getType()) : "";
        var code = type.equals(NO_SUCH_UNIT) || type.endsWith(".LoadFailed") || type.endsWith(".UnitMasked")
                ? ProblemCode.UNIT_NOT_FOUND
                : ProblemCode.HOST_UNAVAILABLE;
        return Problem.of(code, "systemd says: %s".formatted(e.getMessage()))
                .with("error", type)
                .because(e);
    }

    Manager manager() {
        return call(bus -> bus.getRemoteObject(SYSTEMD, MANAGER_PATH, Manager.class));
    }

    /** All properties of one interface of a unit. */
    Map<String, Variant<?>> properties(String path, String ofInterface) {
        return call(bus -> bus.getRemoteObject(SYSTEMD, path, Properties.class).GetAll(ofInterface));
    }

    /**
     * Begins a job; {@code ended} is told its result or {@link #LOST} once, possibly before this returns.
     *
     * @return what forgets it
     */
    Runnable job(Function<Manager, DBusPath> begin, Consumer<String> ended) {
        // The job may end before its name is known here, so results wait for the lock that puts the listener in.
        synchronized (jobs) {
            var path = call(_ -> begin.apply(manager())).getPath();
            jobs.put(path, ended);
            return () -> jobs.remove(path);
        }
    }

    private void jobEnded(Manager.JobRemoved signal) {
        synchronized (jobs) {
            var listener = jobs.remove(signal.job().getPath());
            if (listener != null) {
                listener.accept(signal.result());
            }
        }
    }

    /** There is a connection, or it is made now. */
    void connect() {
        call(bus -> bus.getUniqueName());
    }

    /** Whether the last connection that was made still stands. */
    synchronized boolean isUp() {
        return line != null && line.isUp();
    }

    private synchronized DBusConnection connected() throws DBusException {
        var current = line;
        if (current != null && current.isUp()) {
            return current.connection();
        }
        if (closed) {
            throw new DBusException("this connection was closed");
        }
        var loss = new Loss();
        var made = DBusConnectionBuilder.forAddress(address)
                .withShared(false)
                .withDisconnectCallback(loss)
                .build();
        made.addSigHandler(Manager.JobRemoved.class, this::jobEnded);
        made.addSigHandler(
                Properties.PropertiesChanged.class,
                signal -> changed.forEach(listener -> listener.accept(signal.getPath())));
        made.getRemoteObject(SYSTEMD, MANAGER_PATH, Manager.class).Subscribe();
        line = new Line(made, loss);
        return made;
    }

    private final class Loss implements IDisconnectCallback {
        private volatile boolean told;

        @Override
        public void disconnectOnError(IOException e) {
            told = true;
            List<Consumer<String>> waiting;
            synchronized (jobs) {
                waiting = List.copyOf(jobs.values());
                jobs.clear();
            }
            waiting.forEach(each -> each.accept(LOST));
            lost.forEach(Runnable::run);
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        if (line != null) {
            line.connection().disconnect();
            line = null;
        }
    }
}
