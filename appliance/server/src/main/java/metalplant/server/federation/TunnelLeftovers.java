package metalplant.server.federation;

import static java.lang.System.Logger.Level.WARNING;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.model.ip.IpAddress;
import metalplant.wireguard.plan.MeshPlan;
import metalplant.wireguard.tools.Commands;
import metalplant.wireguard.tools.Programs;
import metalplant.wireguard.tools.WireguardMesh;

/** Tunnels that outlived a plant which was killed. */
public final class TunnelLeftovers {
    private static final Duration COMMAND_PATIENCE = Duration.ofSeconds(20);

    private TunnelLeftovers() {}

    /**
     * Takes away what a plant left in the network namespace of this process.
     *
     * @param federation the folder of a plant that does not run
     * @return whether there was something to do and it was done
     */
    public static boolean remove(Path federation, Path wireguardGo) {
        if (!Files.exists(WireguardTunnel.mark(federation))) {
            return false;
        }
        try (var lock = TunnelLock.take().orElse(null)) {
            if (lock == null) {
                return false;
            }
            var programs = Programs.find(Optional.of(wireguardGo));
            new WireguardMesh(new Commands(programs, Optional.empty(), COMMAND_PATIENCE)).remove(nothing());
            AtomicFile.remove(WireguardTunnel.mark(federation));
            return true;
        } catch (Problem e) {
            System.getLogger(TunnelLeftovers.class.getName())
                    .log(WARNING, "tunnels of a plant that was killed may be left: {0}", e.getMessage());
            return false;
        }
    }

    /** A plan of which only the range counts. */
    static MeshPlan nothing() {
        return new MeshPlan(
                IpAddress.parse(Whereabouts.OVERLAY.first().toString()),
                Whereabouts.OVERLAY,
                List.of(),
                new TreeSet<>(),
                new TreeMap<>());
    }
}
