package metalplant.server.federation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import metalplant.mesh.identity.PlantIdentity;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.wireguard.tools.Programs;

/** Which kind of tunnels this plant has. */
final class Tunnels {
    private static final Path IN_KERNEL = Path.of("/sys/module/wireguard");

    private Tunnels() {}

    /**
     * Members go on as they became members, because the others know them so; whoever is alone has what its operator chose.
     *
     * @param known where others know this plant to be; empty while it is alone
     */
    static Tunnel choose(FederationConfig config, PlantIdentity identity, Optional<String> known, World world) {
        return absence(config, identity, known)
                .<Tunnel>map(why -> new NoTunnel(
                        Whereabouts.plain(config.address(), config.meshPort(), config.ledgerPort()),
                        new Tunnel.Doors(
                                new java.net.InetSocketAddress(config.address(), config.meshPort()),
                                new java.net.InetSocketAddress(config.address(), config.ledgerPort())),
                        why))
                .orElseGet(() -> new WireguardTunnel(config, identity, world));
    }

    private static Optional<String> absence(FederationConfig config, PlantIdentity identity, Optional<String> known) {
        var mode = config.tunnel().mode();
        var before = known.flatMap(endpoint -> Whereabouts.of(identity.plant(), endpoint))
                .map(Whereabouts::tunnelled);
        if (before.isPresent()) {
            return before.get()
                    ? Optional.empty()
                    : Optional.of(
                            mode == TunnelConfig.Mode.WIREGUARD
                                    ? "it became a member without them; leave and join again to have them"
                                    : "it became a member without them");
        }
        return switch (mode) {
            case WIREGUARD -> Optional.empty();
            case NONE -> Optional.of("federation.tunnel=none");
            case AUTO -> impossible(config);
        };
    }

    private static Optional<String> impossible(FederationConfig config) {
        if (!config.tunnel().ownNamespace()) {
            return Optional.of(
                    "no network namespace of its own; ./plant run --netns NAME gives it one, federation.tunnel="
                            + "wireguard uses the machine's");
        }
        if (!isRoot()) {
            return Optional.of("not root");
        }
        if (config.address().isLoopbackAddress()) {
            return Optional.of("the namespace has no address that other plants could reach");
        }
        try {
            Programs.find(config.tunnel().wireguardGo());
        } catch (Problem e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        boolean carried = Files.exists(IN_KERNEL)
                || config.tunnel().wireguardGo().filter(Files::isExecutable).isPresent();
        return carried ? Optional.empty() : Optional.of("neither the kernel has WireGuard nor is wireguard-go built");
    }

    private static boolean isRoot() {
        try {
            return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
        } catch (IOException e) {
            return false;
        }
    }
}
