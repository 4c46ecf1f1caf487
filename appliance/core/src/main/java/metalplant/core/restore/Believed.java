package metalplant.core.restore;

import java.util.Optional;
import metalplant.model.machine.Allocation;
import metalplant.model.machine.Doubt;
import metalplant.model.machine.Machine;
import metalplant.model.machine.MachineView;

/**
 * A machine in doubt, in words.
 *
 * @param belief what the restored database says of it
 * @param seen what was seen of it since
 * @param contradicts what was seen does not fit to what is believed: most likely the machine has been given to somebody, or taken
 *     back, after the backup
 * @param advice what an administrator can do
 */
public record Believed(Machine machine, String belief, String seen, boolean contradicts, String advice) {
    static Believed of(MachineView view) {
        var machine = view.machine();
        boolean contradicts = contradicts(machine);
        return new Believed(machine, belief(machine), seen(machine.doubt()), contradicts, advice(machine, contradicts));
    }

    /** What was seen does not fit. */
    static boolean contradicts(Machine machine) {
        boolean installed = installed(machine).isPresent();
        return switch (machine.doubt()) {
            case NONE, UNHEARD -> false;
            case BOOTING -> machine.allocation().isPresent();
            case RUNNING, IN_PLACE -> !installed;
            case ELSEWHERE -> true;
        };
    }

    /** The allocation whose system is on the disks. */
    static Optional<Allocation> installed(Machine machine) {
        return machine.allocation().filter(allocation -> allocation.bootInfo().isPresent());
    }

    private static String belief(Machine machine) {
        return machine.allocation()
                .map(allocation -> "allocated to project %s as \"%s\" since %s%s"
                        .formatted(
                                allocation.projectId(),
                                allocation.name(),
                                allocation.created(),
                                allocation.bootInfo().isPresent() ? "" : ", not installed yet"))
                .orElseGet(() -> machine.partitionId().isEmpty()
                        ? "not known: it did not register before the backup"
                        : machine.reclaimPending() ? "free, and to be booted anew" : "free");
    }

    private static String seen(Doubt doubt) {
        return switch (doubt) {
            case NONE -> "confirmed";
            case UNHEARD -> "nothing was heard of it since the restore";
            case BOOTING -> "it asks for a boot from the network, or its installer runs";
            case RUNNING -> "an installed system phoned home; no leaf told in which network it is";
            case IN_PLACE -> "its leaf ports are in the network of this allocation; its system did not phone home yet";
            case ELSEWHERE -> "its leaf ports are in another network than is remembered";
        };
    }

    private static String advice(Machine machine, boolean contradicts) {
        if (!contradicts) {
            return machine.allocation().isPresent()
                    ? "accept it if this allocation is still true"
                    : "accept it if nobody uses it: it is wiped the next time it boots from the network";
        }
        return machine.allocation().isPresent()
                ? "somebody else may have it, or it was freed: accept it only if you know better, by its id"
                : "somebody seems to use it: leave it as it is, or accept it by its id and lose what is on its disks";
    }
}
