package metalplant.mesh.link;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import metalplant.federation.value.PlantId;
import metalplant.model.World;

/** The health of all peers, written by both directions. Only authenticated peers get a place here, so pins bound it. */
public final class PeerMeters {
    private final Map<PlantId, PeerMeter> meters = new ConcurrentSkipListMap<>();
    private final World world;

    public PeerMeters(World world) {
        this.world = world;
    }

    PeerMeter of(PlantId plant) {
        return meters.computeIfAbsent(plant, _ -> new PeerMeter(world));
    }

    void forget(PlantId plant) {
        meters.remove(plant);
    }

    /** Of one peer; of a stranger, that nothing is known. */
    public PeerHealth health(PlantId plant) {
        var meter = meters.get(plant);
        return (meter == null ? new PeerMeter(world) : meter).health();
    }

    /** In the order of plant ids. */
    public Map<PlantId, PeerHealth> health() {
        var all = new TreeMap<PlantId, PeerHealth>();
        meters.forEach((plant, meter) -> all.put(plant, meter.health()));
        return all;
    }
}
