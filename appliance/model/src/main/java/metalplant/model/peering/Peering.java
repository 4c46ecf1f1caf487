package metalplant.model.peering;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import metalplant.model.Entity;
import metalplant.model.Stamp;

/**
 * Networks that reach each other without a firewall. Absent texts are "".
 *
 * @param network2 "" for an external one
 * @param bgp of an external one
 * @param partitionId in whose leaves, or at whose exit, it is
 * @param projectId whose; "" if no project's network is in it
 */
public record Peering(
        String id,
        String name,
        String description,
        String network1,
        String network2,
        PeeringType type,
        Optional<Bgp> bgp,
        String partitionId,
        String projectId,
        Map<String, String> labels,
        Stamp stamp)
        implements Entity<Peering> {
    public Peering {
        labels = Collections.unmodifiableMap(new TreeMap<>(labels));
    }

    /** The networks in it, one or two. */
    public List<String> networks() {
        return network2.isEmpty() ? List.of(network1) : List.of(network1, network2);
    }

    @Override
    public Peering withStamp(Stamp newStamp) {
        return new Peering(
                id, name, description, network1, network2, type, bgp, partitionId, projectId, labels, newStamp);
    }
}
