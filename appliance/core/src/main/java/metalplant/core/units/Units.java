package metalplant.core.units;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import metalplant.model.Problem;

/**
 * Controls and observes units of the host. Safe for many threads.
 *
 * <p>Everything may throw HOST_UNAVAILABLE while the service manager does not answer: nothing is known then, and the next call tries anew.
 */
public interface Units extends AutoCloseable {
    /**
     * One unit as it is now.
     *
     * @throws Problem UNIT_NOT_FOUND
     */
    UnitState state(UnitName unit);

    /** Those of {@code units} that there are, in their order. */
    List<UnitState> states(List<UnitName> units);

    /**
     * Starts a unit with all that it requires, and waits until it runs; a unit that does its work and ends is waited for to its end. What runs
     * already goes on undisturbed.
     *
     * @param atMost how long to wait; the unit is not stopped behind it
     * @return its state behind that
     * @throws Problem UNIT_NOT_FOUND; UNIT_FAILED, with what it failed of; UNIT_SLOW if it is neither up nor failed yet
     */
    UnitState start(UnitName unit, Duration atMost);

    /**
     * Stops a unit and waits until nothing of it runs. What does not run stays so.
     *
     * @throws Problem as {@link #start}
     */
    UnitState stop(UnitName unit, Duration atMost);

    /**
     * Stops and starts a unit; one that does not run is started.
     *
     * @throws Problem as {@link #start}
     */
    UnitState restart(UnitName unit, Duration atMost);

    /**
     * Has a unit read its configuration anew without an end of its work; what cannot is restarted.
     *
     * @throws Problem as {@link #start}
     */
    UnitState reload(UnitName unit, Duration atMost);

    /** Forgets that a unit failed. One that did not stays as it is. */
    void clearFailure(UnitName unit);

    /** Has the service manager read its unit files anew. */
    void readUnitFiles();

    /**
     * Tells of every change of a unit, on a thread of this port and one at a time. A change that is followed at once by another one may be left
     * out; the last one never is. Behind a loss of the service manager's connection each unit is told anew.
     *
     * @param watcher short, and never blocks; what it throws is logged
     */
    Watch watch(List<UnitName> units, Consumer<UnitState> watcher);

    /**
     * Reads the journal.
     *
     * @throws Problem BAD_REQUEST if the cursor was never one of this journal
     */
    JournalPage journal(JournalQuery query);

    @Override
    void close();

    /** Ends what {@link #watch} began. */
    interface Watch extends AutoCloseable {
        @Override
        void close();
    }
}
