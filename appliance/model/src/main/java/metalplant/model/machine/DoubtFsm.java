package metalplant.model.machine;

/**
 * When a machine of a restored plant is confirmed. Pure and total.
 *
 * <pre>
 * evidence        NONE     UNHEARD    BOOTING    RUNNING    IN_PLACE   ELSEWHERE
 * RESTORED        UNHEARD  UNHEARD    UNHEARD    UNHEARD    UNHEARD    UNHEARD
 * PHONED_HOME     NONE     RUNNING    RUNNING    RUNNING    NONE       ELSEWHERE
 * NETWORK_BOOT    NONE     BOOTING    BOOTING    RUNNING    IN_PLACE   ELSEWHERE
 * WAITS_FREE      NONE     NONE       BOOTING    RUNNING    IN_PLACE   ELSEWHERE
 * WAITS_GIVEN     NONE     BOOTING    BOOTING    RUNNING    IN_PLACE   ELSEWHERE
 * FABRIC_AGREES   NONE     IN_PLACE   IN_PLACE   NONE       IN_PLACE   ELSEWHERE
 * FABRIC_DIFFERS  NONE     ELSEWHERE  ELSEWHERE  ELSEWHERE  ELSEWHERE  ELSEWHERE
 * ACCEPTED        NONE     NONE       NONE       NONE       NONE       NONE
 * </pre>
 *
 * <p>An allocated machine is confirmed by two witnesses: an installed system runs, and its leaves have it in the network of that
 * allocation. A free one only by an installer that waits since before the restore: it wiped the disks then, and nothing was installed
 * since. A boot from the network proves nothing: a customer's machine does that too when its disk cannot be read for once.
 *
 * @see "federation.md section 10, decision 10"
 */
public final class DoubtFsm {
    private DoubtFsm() {}

    /** What is left of the doubt. */
    public static Doubt next(Doubt doubt, Evidence evidence) {
        if (evidence == Evidence.RESTORED) {
            return Doubt.UNHEARD;
        }
        return switch (doubt) {
            case NONE -> Doubt.NONE;
            case UNHEARD -> unheard(evidence);
            case BOOTING -> evidence == Evidence.WAITS_FREE ? Doubt.BOOTING : unheard(evidence);
            case RUNNING ->
                switch (evidence) {
                    case FABRIC_AGREES, ACCEPTED -> Doubt.NONE;
                    case FABRIC_DIFFERS -> Doubt.ELSEWHERE;
                    case RESTORED, PHONED_HOME, NETWORK_BOOT, WAITS_FREE, WAITS_GIVEN -> doubt;
                };
            case IN_PLACE ->
                switch (evidence) {
                    case PHONED_HOME, ACCEPTED -> Doubt.NONE;
                    case FABRIC_DIFFERS -> Doubt.ELSEWHERE;
                    case RESTORED, FABRIC_AGREES, NETWORK_BOOT, WAITS_FREE, WAITS_GIVEN -> doubt;
                };
            case ELSEWHERE -> evidence == Evidence.ACCEPTED ? Doubt.NONE : doubt;
        };
    }

    private static Doubt unheard(Evidence evidence) {
        return switch (evidence) {
            case RESTORED -> Doubt.UNHEARD;
            case PHONED_HOME -> Doubt.RUNNING;
            case NETWORK_BOOT, WAITS_GIVEN -> Doubt.BOOTING;
            case WAITS_FREE, ACCEPTED -> Doubt.NONE;
            case FABRIC_AGREES -> Doubt.IN_PLACE;
            case FABRIC_DIFFERS -> Doubt.ELSEWHERE;
        };
    }
}
