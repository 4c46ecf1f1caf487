package metalplant.server.federation;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How this plant talks to others.
 *
 * @param udpPort the first of its UDP ports
 * @param ownNamespace whether it has a network namespace of its own, which no other plant shares
 * @param wireguardGo for kernels without WireGuard; need not exist
 * @param nat whether others can send to it unasked
 * @param keyLife after which the keys of a tunnel change; zero = only when told
 */
public record TunnelConfig(
        Mode mode, int udpPort, boolean ownNamespace, Optional<Path> wireguardGo, Nat nat, Duration keyLife) {
    /** After which the keys of a tunnel change, unless told otherwise. */
    public static final Duration KEY_LIFE = Duration.ofDays(30);

    /** What lies between the plant and others. */
    public enum Nat {
        /** They reach it at its address. */
        NONE,
        /** Only answers get in: it calls the others, and keeps the way open. */
        BEHIND
    }

    /** What the operator chose. */
    public enum Mode {
        /** Tunnels in a network namespace of its own, as root with all tools; else none. */
        AUTO,
        /** Tunnels, and nothing to do with others if there cannot be any. */
        WIREGUARD,
        /** Mutual TLS over whatever lies between the plants. */
        NONE
    }

    /** Without tunnels. */
    public static final TunnelConfig OFF =
            new TunnelConfig(Mode.NONE, 51_820, false, Optional.empty(), Nat.NONE, KEY_LIFE);
}
