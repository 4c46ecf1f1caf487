package metalplant.model.region;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What Kubernetes calls the place of a partition's nodes. Ids of places are values of its labels as they are. */
public final class Topology {
    public static final String REGION = "topology.kubernetes.io/region";
    public static final String ZONE = "topology.kubernetes.io/zone";

    private Topology() {}

    /** Labels of nodes in a zone; none for a partition in no zone. */
    public static Map<String, String> of(Optional<Zone> zone) {
        var labels = new TreeMap<String, String>();
        zone.ifPresent(known -> {
            labels.put(REGION, known.regionId());
            labels.put(ZONE, known.id());
        });
        return labels;
    }
}
