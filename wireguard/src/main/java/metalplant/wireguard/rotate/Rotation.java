package metalplant.wireguard.rotate;

import java.util.Optional;

/**
 * The change of a pair's keys, make before break. During it the pair has two tunnels, one per generation; both plants receive on
 * both all the time, and each decides alone on which one it sends. So no packet is ever sent to where nobody listens.
 *
 * <pre>
 * what a plant sees                                             its move
 * nobody has a next key, and it is time                         OFFER_NEXT    make a key, publish it
 * the other has a next key, we do not                           OFFER_NEXT    make a key, publish it
 * both have a next key; the next tunnel has no handshake yet    WAIT
 * both have a next key; the next tunnel had its handshake       SEND_ON_NEXT  move the route, publish that
 * both send on the next one; the old one still brings packets   WAIT
 * both send on the next one; the old one is silent              RETIRE_OLD    forget the old key, publish that
 * the other forgot the old key                                  RETIRE_OLD    forget the old key, publish that
 * </pre>
 *
 * <p>Publishing means that {@link Side} reaches the other plant, through the ledger or a message; late, repeated and lost news are
 * harmless, because every move asks what is true now. Older news must not take the place of newer ones: in the ledger they cannot,
 * messages need a number. A plant keeps its own side durably before it acts on it. When the old tunnel is cut in the middle nothing is
 * lost either: the route moves as soon as the next one answers, and waits otherwise.
 */
public final class Rotation {
    private Rotation() {}

    /**
     * What one plant of the pair says about its keys.
     *
     * @param current generation of its present key
     * @param hasNext whether it published a key of the generation after it
     * @param sendsOn the generation that it sends on
     */
    public record Side(int current, boolean hasNext, int sendsOn) {
        public Side {
            if (sendsOn != current && !(hasNext && sendsOn == current + 1)) {
                throw new IllegalArgumentException("a plant sends on a generation that it has a key of");
            }
        }

        /** A pair at rest. */
        public static Side steady(int generation) {
            return new Side(generation, false, generation);
        }

        int next() {
            return current + 1;
        }

        boolean has(int generation) {
            return generation == current || (hasNext && generation == next());
        }
    }

    /**
     * What was measured here.
     *
     * @param nextIsUp the tunnel of the next generation had a handshake lately, which proves both directions
     * @param oldIsSilent nothing arrived on the old one between the last two looks
     */
    public record Evidence(boolean nextIsUp, boolean oldIsSilent) {}

    /** What to do now. */
    public enum Move {
        WAIT,
        OFFER_NEXT,
        SEND_ON_NEXT,
        RETIRE_OLD
    }

    /**
     * The move of the plant that is {@code ours}.
     *
     * @param due whether the present keys are old enough; the other plant need not agree
     */
    public static Move move(Side ours, Side theirs, Evidence evidence, boolean due) {
        if (!ours.hasNext()) {
            boolean asked = theirs.has(ours.next());
            return asked || due && theirs.has(ours.current()) ? Move.OFFER_NEXT : Move.WAIT;
        }
        if (!theirs.has(ours.next())) {
            return Move.WAIT;
        }
        if (ours.sendsOn() == ours.current()) {
            boolean oldIsGone = !theirs.has(ours.current());
            return evidence.nextIsUp() || oldIsGone ? Move.SEND_ON_NEXT : Move.WAIT;
        }
        boolean theyLeft = theirs.sendsOn() == ours.next();
        boolean theyForgot = !theirs.has(ours.current());
        return theyForgot || theyLeft && evidence.oldIsSilent() ? Move.RETIRE_OLD : Move.WAIT;
    }

    /** What {@code ours} becomes by a move; {@link Move#WAIT} changes nothing. */
    public static Optional<Side> after(Side ours, Move move) {
        return switch (move) {
            case WAIT -> Optional.empty();
            case OFFER_NEXT -> Optional.of(new Side(ours.current(), true, ours.sendsOn()));
            case SEND_ON_NEXT -> Optional.of(new Side(ours.current(), true, ours.next()));
            case RETIRE_OLD -> Optional.of(Side.steady(ours.next()));
        };
    }
}
