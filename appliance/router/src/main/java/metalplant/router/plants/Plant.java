package metalplant.router.plants;

import java.net.URI;
import java.util.List;
import java.util.Set;
import metalplant.door.Role;
import metalplant.model.Problem;
import metalplant.router.table.Guard;

/**
 * One plant as the door sees it.
 *
 * @param label what people call it; stands in messages
 * @param partitions ids it owns for certain; more may be learned
 * @param base scheme, host, port and base path of its API, without a slash at the end
 * @param link how this door proves who it is there
 * @param roleMax the highest role that plant accepts through this door
 * @param granted what the owner lets through although it usually stays inside
 * @param reachable false if it is known to be away: nothing is tried then
 */
public record Plant(
        String label,
        List<String> partitions,
        URI base,
        PlantLink link,
        Role roleMax,
        Set<Guard> granted,
        boolean reachable) {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]");
    private static final String LABEL = "[A-Za-z0-9][A-Za-z0-9_.-]{0,62}";

    /** @throws Problem BAD_REQUEST if the label cannot be a file's name or the address is none */
    public Plant {
        if (!label.matches(LABEL) || label.contains("..")) {
            throw Problem.bad("\"%s\" is no label of a plant: letters, digits, dash, dot, underscore".formatted(label));
        }
        var scheme = base.getScheme();
        if (base.getHost() == null || !("http".equals(scheme) || "https".equals(scheme))) {
            throw Problem.bad("plant %s needs an address such as https://host:443/metal".formatted(label));
        }
        if (base.getQuery() != null || base.getPath().endsWith("/")) {
            throw Problem.bad("the address of plant %s must end with its base path, without a slash".formatted(label));
        }
        if (link instanceof PlantLink.Peer && scheme.equals("http") && !isLoopback(base.getHost())) {
            throw Problem.bad("plant %s must be reached over https: callers are named on the way".formatted(label));
        }
        partitions = List.copyOf(partitions);
        granted = Set.copyOf(granted);
    }

    private static boolean isLoopback(String host) {
        return LOOPBACK.contains(host);
    }
}
