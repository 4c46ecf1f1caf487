package metalplant.core.machine;

import static java.lang.System.Logger.Level.INFO;

import metalplant.core.store.Store;
import metalplant.model.Problem;
import metalplant.model.machine.Allocation;

/** Shows the console password that the installer reported. Who looked and why is logged. */
public final class ConsolePassword {
    private static final System.Logger LOG = System.getLogger(ConsolePassword.class.getName());
    private static final int REASON_MAX = 1_000;

    private final Store store;
    private final int reasonLengthMin;

    /** @param reasonLengthMin characters that a reason must have */
    public ConsolePassword(Store store, int reasonLengthMin) {
        this.store = store;
        this.reasonLengthMin = reasonLengthMin;
    }

    /**
     * The password; "" while the installer has not reported.
     *
     * @throws Problem BAD_REQUEST for a reason that is too short, ENTITY_NOT_FOUND, RULE_VIOLATED for a machine that is not allocated
     */
    public String run(String machineId, String reason, String user) {
        if (reason.length() < reasonLengthMin) {
            throw Problem.bad("the reason must have at least %d characters".formatted(reasonLengthMin));
        }
        var machine = store.read("machine-console-password", tx -> tx.machines().get(machineId));
        var password = machine.allocation()
                .map(Allocation::consolePassword)
                .orElseThrow(() -> Problem.refused(
                        "machine \"%s\" is not allocated and has no console password".formatted(machineId)));
        LOG.log(INFO, "console password shown machine={0} user={1} reason={2}", machineId, user, oneLine(reason));
        return password;
    }

    private static String oneLine(String reason) {
        var line = reason.replaceAll("\\p{Cntrl}", " ");
        return line.length() > REASON_MAX ? line.substring(0, REASON_MAX) : line;
    }
}
