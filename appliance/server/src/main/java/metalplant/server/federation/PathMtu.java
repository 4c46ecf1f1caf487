package metalplant.server.federation;

import java.util.List;
import java.util.Optional;

/**
 * How long packets may be between this plant and another one, in bytes.
 *
 * @param inside of the tunnel; empty if none passes
 * @param outside of it; empty if nobody answers echoes there, which says nothing
 */
record PathMtu(Optional<Integer> inside, Optional<Integer> outside) {
    /** What nearly every line between two sites carries in one piece; most carry 1,500. */
    static final int USUAL = 1_420;

    /** What WireGuard puts around a packet that itself travels over IPv6. */
    static final int OVERHEAD = 80;

    /** The shortest that IPv6 allows; on paths that do not carry it with what is around it, the outer packets must be cut. */
    static final int LEAST = 1_280;

    /** What is tried inside, down to the least. */
    static final List<Integer> INSIDE = List.of(USUAL - OVERHEAD, 1_320, 1_300, LEAST);

    /** What is tried outside. */
    static final List<Integer> OUTSIDE =
            List.of(1_500, 1_492, 1_480, 1_460, USUAL, 1_400, 1_380, LEAST + OVERHEAD, LEAST);

    /** What the planner of the tunnels shall believe of the path. */
    int believed() {
        return inside.orElse(LEAST) + OVERHEAD;
    }

    boolean isUsual() {
        return believed() >= USUAL;
    }
}
