package metalplant.core.restore;

import java.util.Collection;
import java.util.TreeMap;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.machine.Doubt;
import metalplant.model.machine.DoubtFsm;
import metalplant.model.machine.Evidence;
import metalplant.model.machine.Machine;
import metalplant.model.restore.PlantLife;

/**
 * Whether there is anything to confirm at all, for those who would otherwise have to ask the database with every event. What is
 * decided is decided by rows; this only says when nobody has to look.
 */
public final class Doubts {
    private final Store store;
    private volatile boolean any;

    /** Of a plant that was not restored, until {@link #look}. */
    public Doubts(Store store) {
        this.store = store;
    }

    /** Asks the database. */
    public void look() {
        any = store.<Boolean>read(
                "doubts-look",
                tx -> tx.life().find().filter(PlantLife::newcomersHeld).isPresent()
                        || !tx.machines().doubted("", 1).isEmpty());
    }

    /** Whether a machine may be in doubt, or one may turn up that the database forgot. */
    public boolean any() {
        return any;
    }

    /** What to think of a machine that the database does not know. */
    public static Doubt ofNewcomer(Tx tx) {
        return tx.life().find().filter(PlantLife::newcomersHeld).isPresent() ? Doubt.UNHEARD : Doubt.NONE;
    }

    /** Takes evidence in; answers the doubt that is left. */
    public static Doubt weigh(Tx tx, Machine machine, Evidence evidence) {
        var left = DoubtFsm.next(machine.doubt(), evidence);
        if (left != machine.doubt()) {
            tx.machines().setDoubt(machine.id(), left);
        }
        return left;
    }

    /** Takes the same evidence of many machines in. */
    static void weighAll(Tx tx, Collection<Machine> machines, Evidence evidence) {
        var left = new TreeMap<String, Doubt>();
        for (var machine : machines) {
            var doubt = DoubtFsm.next(machine.doubt(), evidence);
            if (doubt != machine.doubt()) {
                left.put(machine.id(), doubt);
            }
        }
        tx.machines().setDoubts(left);
    }

    /** @throws Problem MACHINE_UNCONFIRMED */
    public static void requireConfirmed(Machine machine) {
        if (machine.unconfirmed()) {
            throw unconfirmed(machine.id());
        }
    }

    /** Why nothing is done to a machine now. */
    public static Problem unconfirmed(String machineId) {
        return Problem.of(
                        ProblemCode.MACHINE_UNCONFIRMED,
                        "this plant was restored or took machines over, and what it knows of machine \"%s\" is not confirmed: it is left as it is until it was seen, or until an administrator accepts it with ./plantctl reconcile"
                                .formatted(machineId))
                .with("machine", machineId);
    }
}
