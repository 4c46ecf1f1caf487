package metalplant.console.access;

import metalplant.console.machine.ConsoleMachine;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/** Who may see which console. Pure. */
public final class Admission {
    private Admission() {}

    /** Whether one of the keys of an allocation opens this console at all: it does so for machines, not for firewalls. */
    public static boolean opensWithKey(ConsoleMachine machine) {
        return machine.holding().filter(each -> !each.firewall()).isPresent();
    }

    /**
     * Looks again when a session begins, and every few seconds from then on.
     *
     * @throws Problem NOT_ALLOWED with a reason for its reader
     */
    public static void check(Guest guest, ConsoleMachine machine) {
        var mark = guest.mark();
        if (mark.isEmpty()) {
            return;
        }
        if (machine.holding().isEmpty()) {
            throw refused("the machine is not allocated any more");
        }
        if (!machine.mark().equals(mark.get())) {
            throw refused("the machine is allocated to somebody else by now");
        }
        if (!opensWithKey(machine)) {
            throw refused("consoles of firewalls are for admins: log in with a token");
        }
    }

    private static Problem refused(String why) {
        return Problem.of(ProblemCode.NOT_ALLOWED, why);
    }
}
