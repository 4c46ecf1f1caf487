package metalplant.model.size;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

    /** Label on a copy of another plant's size that gets no server here which fits this own size, too; its value is the own size's id. */
    public static final String SHADOWED_LABEL = "plant.metal-stack.io/shadowed-by";

    public Size {
        constraints = List.copyOf(constraints);
    }

    /** The same with one more label, for those who read it. */
    public Size labelled(String label, String value) {
        var all = new TreeMap<>(labels);
        all.put(label, value);
        return new Size(id, name, description, constraints, all, stamp);
    }

    @Override
    public Size withStamp(Stamp newStamp) {
        return new Size(id, name, description, constraints, labels, newStamp);
    }
}
