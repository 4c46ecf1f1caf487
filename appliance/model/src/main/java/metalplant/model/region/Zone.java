package metalplant.model.region;

import java.util.Map;
import metalplant.model.Entity;
import metalplant.model.Stamp;

/** Partitions that fail together; part of one region. Absent texts are "". */
public record Zone(String id, String regionId, String name, String description, Map<String, String> labels, Stamp stamp)
        implements Entity<Zone> {
    @Override
    public Zone withStamp(Stamp newStamp) {
        return new Zone(id, regionId, name, description, labels, newStamp);
    }
}
