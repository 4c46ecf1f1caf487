package metalplant.federation.membership;

/**
 * What happens to a plant's phase. Pure. Anything that is not in the table changes nothing: late and repeated turns are normal.
 *
 * <pre>
 * STANDALONE       FOUNDED             MEMBER
 * STANDALONE       INVITED             PAIRING
 * REJOIN_REQUIRED  INVITED             PAIRING
 * PAIRING          PINNED              PREFLIGHT
 * PREFLIGHT        CHECKED             PLANNING
 * PREFLIGHT        CHECK_FAILED        apart
 * PLANNING         PLAN_ACCEPTED       FREEZING
 * FREEZING         INVENTORY_SAME      COMMITTING
 * FREEZING         INVENTORY_CHANGED   PLANNING
 * PAIRING .. FREEZING  ABORTED, TIMED_OUT, VOIDED, RESTORED   apart
 * COMMITTING       ADDED               SYNCING
 * COMMITTING       CONFLICT            PLANNING
 * COMMITTING       INVITED             PAIRING
 * COMMITTING       VOIDED, RESTORED    apart
 * SYNCING          AT_HEAD             MEMBER
 * SYNCING          RESTORED            RECOVERING
 * MEMBER           DRAIN_ORDERED       DRAINING
 * MEMBER           RESTORED            RECOVERING
 * RECOVERING       RECONCILED          MEMBER
 * DRAINING         RESTORED            RECOVERING
 * DRAINING         EMPTIED             LEFT
 * DRAINING         DRAIN_REFUSED       MEMBER
 * RECOVERING       EMPTIED             LEFT
 * LEFT             FORGOTTEN           STANDALONE
 * SYNCING, MEMBER, RECOVERING, DRAINING   EVICTED, LEFT_ALONE   REJOIN_REQUIRED
 * </pre>
 *
 * <p>"Apart" is where the join began: STANDALONE, or REJOIN_REQUIRED for one that was a member. From COMMITTING on a plant cannot
 * give up alone: it signed, and what is signed may be committed. Another member's invite helps if the inviter is gone: being
 * added twice is being added once.
 *
 * <p>SUSPECT, EVICTED and RECLAIMED are what others see: {@link MemberView}.
 *
 * @see "federation.md 4.1"
 */
public final class MembershipFsm {
    private MembershipFsm() {}

    /**
     * The next phase.
     *
     * @param apart where the plant goes if a join ends without result
     */
    public static Phase next(Phase phase, Turn turn, Phase apart) {
        return switch (phase) {
            case STANDALONE ->
                switch (turn) {
                    case FOUNDED -> Phase.MEMBER;
                    case INVITED -> Phase.PAIRING;
                    default -> phase;
                };
            case REJOIN_REQUIRED -> turn == Turn.INVITED ? Phase.PAIRING : phase;
            case PAIRING -> turn == Turn.PINNED ? Phase.PREFLIGHT : givenUp(phase, turn, apart);
            case PREFLIGHT ->
                switch (turn) {
                    case CHECKED -> Phase.PLANNING;
                    case CHECK_FAILED -> apart;
                    default -> givenUp(phase, turn, apart);
                };
            case PLANNING -> turn == Turn.PLAN_ACCEPTED ? Phase.FREEZING : givenUp(phase, turn, apart);
            case FREEZING ->
                switch (turn) {
                    case INVENTORY_SAME -> Phase.COMMITTING;
                    case INVENTORY_CHANGED -> Phase.PLANNING;
                    default -> givenUp(phase, turn, apart);
                };
            case COMMITTING ->
                switch (turn) {
                    case ADDED -> Phase.SYNCING;
                    case CONFLICT -> Phase.PLANNING;
                    case INVITED -> Phase.PAIRING;
                    case VOIDED, RESTORED -> apart;
                    default -> phase;
                };
            case SYNCING -> turn == Turn.AT_HEAD ? Phase.MEMBER : within(phase, turn);
            case MEMBER -> turn == Turn.DRAIN_ORDERED ? Phase.DRAINING : within(phase, turn);
            case RECOVERING ->
                switch (turn) {
                    case RECONCILED -> Phase.MEMBER;
                    case EMPTIED -> Phase.LEFT;
                    default -> within(phase, turn);
                };
            case DRAINING ->
                switch (turn) {
                    case EMPTIED -> Phase.LEFT;
                    case DRAIN_REFUSED -> Phase.MEMBER;
                    default -> within(phase, turn);
                };
            case LEFT -> turn == Turn.FORGOTTEN ? Phase.STANDALONE : phase;
        };
    }

    private static Phase givenUp(Phase phase, Turn turn, Phase apart) {
        return switch (turn) {
            case ABORTED, TIMED_OUT, VOIDED, RESTORED -> apart;
            default -> phase;
        };
    }

    private static Phase within(Phase phase, Turn turn) {
        return switch (turn) {
            case RESTORED -> Phase.RECOVERING;
            case EVICTED, LEFT_ALONE -> Phase.REJOIN_REQUIRED;
            default -> phase;
        };
    }
}
