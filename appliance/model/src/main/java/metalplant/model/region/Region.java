package metalplant.model.region;

import java.util.Map;
import metalplant.model.Entity;
import metalplant.model.Stamp;

/** An area with one or more zones. Absent texts are "". */
public record Region(String id, String name, String description, Map<String, String> labels, Stamp stamp)
        implements Entity<Region> {
    @Override
    public Region withStamp(Stamp newStamp) {
        return new Region(id, name, description, labels, newStamp);
    }
}
