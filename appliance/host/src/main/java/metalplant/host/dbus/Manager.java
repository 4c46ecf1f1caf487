package metalplant.host.dbus;

import org.freedesktop.dbus.DBusPath;
import org.freedesktop.dbus.annotations.DBusInterfaceName;
import org.freedesktop.dbus.exceptions.DBusException;
import org.freedesktop.dbus.interfaces.DBusInterface;
import org.freedesktop.dbus.messages.DBusSignal;
import org.freedesktop.dbus.types.UInt32;

/** The service manager. Methods have the names that it gives them. */
@DBusInterfaceName("org.freedesktop.systemd1.Manager")
@SuppressWarnings("MemberName")
public interface Manager extends DBusInterface {
    /** Loads a unit, also one that is not there. */
    DBusPath LoadUnit(String name);

    DBusPath StartUnit(String name, String mode);

    DBusPath StopUnit(String name, String mode);

    DBusPath RestartUnit(String name, String mode);

    DBusPath ReloadOrRestartUnit(String name, String mode);

    void ResetFailedUnit(String name);

    /** From here on signals are sent to this connection. */
    void Subscribe();

    void Reload();

    /** A job has ended: what {@code StartUnit} and the like asked for is done, or not. */
    class JobRemoved extends DBusSignal {
        private final DBusPath job;
        private final String result;

        public JobRemoved(String path, UInt32 id, DBusPath job, String unit, String result) throws DBusException {
            super(path, id, job, unit, result);
            this.job = job;
            this.result = result;
        }

        public DBusPath job() {
            return job;
        }

        /** {@code done}, {@code failed}, {@code canceled}, {@code timeout}, {@code dependency}, {@code skipped}, ... */
        public String result() {
            return result;
        }
    }
}
