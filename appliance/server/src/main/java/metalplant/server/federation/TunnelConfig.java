package metalplant.server.federation;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How this plant talks to others.
 *
 * @param udpPort the first of its UDP ports
 * @param ownNamespace whether it has a network namespace of its own, which no other plant shares
 * @param wireguardGo for kernels without WireGuard; need not exist
 */
public record TunnelConfig(Mode mode, int udpPort, boolean ownNamespace, Optional<Path> wireguardGo) {
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
    public static final TunnelConfig OFF = new TunnelConfig(Mode.NONE, 51_820, false, Optional.empty());
}
