package metalplant.wireguard.plan;

import metalplant.model.Problem;

/**
 * Which UDP port a tunnel has. Every plant has a range of 513 ports: two for each possible plant number, because a tunnel whose
 * keys change lives beside the one that it replaces, and the last one for a plant that it meets and that has no number yet. Nothing has
 * to be agreed on: both sides know both numbers.
 */
public final class Ports {
    /** Plant numbers go from 0 to this. */
    public static final int NUMBER_MAX = 255;

    /** Where the range of a plant begins unless told otherwise. */
    public static final int BASE_DEFAULT = 51_820;

    private static final int PER_PEER = 2;
    private static final int BASE_MIN = 1_024;
    private static final int MEETING_OFFSET = PER_PEER * (NUMBER_MAX + 1);
    private static final int BASE_MAX = 65_535 - MEETING_OFFSET;

    private Ports() {}

    /** The port that a plant with this base listens on for the peer with that number. */
    public static int of(int base, int peerNumber, int generation) {
        return generation == KeyOfGeneration.MEETING
                ? base + MEETING_OFFSET
                : base + PER_PEER * peerNumber + generation % PER_PEER;
    }

    /** @throws Problem BAD_REQUEST if no range can begin there */
    public static void checkBase(int base) {
        if (base < BASE_MIN || base > BASE_MAX) {
            throw Problem.bad("the first of the 513 UDP ports of a plant is from %d to %d, not %d"
                    .formatted(BASE_MIN, BASE_MAX, base));
        }
    }

    /** @throws Problem BAD_REQUEST if no plant can have this number */
    public static void checkNumber(int number) {
        if (number < 0 || number > NUMBER_MAX) {
            throw Problem.bad("a plant number is from 0 to %d, not %d".formatted(NUMBER_MAX, number));
        }
    }
}
