package metalplant.model.size;

import java.util.List;
import java.util.Map;
import metalplant.model.Entity;
import metalplant.model.Stamp;

/** Machines of one size that are kept free for a project in each of some partitions. */
public record SizeReservation(
        String id,
        String name,
        String description,
        String sizeId,
        String projectId,
        int amount,
        List<String> partitionIds,
        Map<String, String> labels,
        Stamp stamp)
        implements Entity<SizeReservation> {
    public SizeReservation {
        partitionIds = List.copyOf(partitionIds);
    }

    @Override
    public SizeReservation withStamp(Stamp newStamp) {
        return new SizeReservation(id, name, description, sizeId, projectId, amount, partitionIds, labels, newStamp);
    }
}
