package metalplant.agent.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import metalplant.model.ip.Cidr;

/**
 * The routes of a VRF, as FRR says them.
 *
 * @param unreadable how many were none: whoever sends nonsense is not believed in silence
 */
public record VrfTable(String vrf, List<Path> paths, int unreadable) {
    private static final int PATHS_MAX = 200_000;

    public VrfTable {
        paths = List.copyOf(paths);
    }

    /**
     * One path to a prefix.
     *
     * @param source the VRF that it was taken from; "" for one of its own
     * @param asns of its way, the nearest first
     */
    public record Path(Cidr prefix, boolean best, String source, List<Long> asns) {
        public Path {
            asns = List.copyOf(asns);
        }
    }

    /** Reads the answer of {@code show bgp vrf V ipv4|ipv6 unicast json}. */
    public static VrfTable read(String vrf, JsonNode answer) {
        var paths = new ArrayList<Path>();
        int unreadable = 0;
        for (var route : answer.path("routes").properties()) {
            var prefix = Cidr.tryParse(route.getKey());
            if (prefix.isEmpty() || !route.getValue().isArray() || paths.size() >= PATHS_MAX) {
                unreadable++;
                continue;
            }
            for (var path : route.getValue()) {
                paths.add(new Path(
                        prefix.get(),
                        path.path("bestpath").asBoolean(false),
                        path.path("nhVrfName").asText(""),
                        asns(path.path("path").asText(""))));
            }
        }
        return new VrfTable(vrf, paths, unreadable);
    }

    private static List<Long> asns(String way) {
        var found = new ArrayList<Long>();
        for (var word : way.split("[^0-9]+")) {
            if (!word.isEmpty() && word.length() <= 10) {
                found.add(Long.parseLong(word));
            }
        }
        return found;
    }
}
