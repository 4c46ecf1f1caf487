package metalplant.model.size;

import java.util.List;
import java.util.Map;
import metalplant.model.Entity;
import metalplant.model.Stamp;

/** A class of servers told apart by their hardware. */
public record Size(
        String id,
        String name,
        String description,
        List<SizeConstraint> constraints,
        Map<String, String> labels,
        Stamp stamp)
        implements Entity<Size> {
    /** Size of a machine that fits none or several sizes; there is no such entity. */
    public static final String UNKNOWN = "unknown";

    public Size {
        constraints = List.copyOf(constraints);
    }

    @Override
    public Size withStamp(Stamp newStamp) {
        return new Size(id, name, description, constraints, labels, newStamp);
    }
}
