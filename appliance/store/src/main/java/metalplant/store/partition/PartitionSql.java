package metalplant.store.partition;

import java.util.List;
import metalplant.model.partition.Partition;
import metalplant.store.kernel.EntitySql;

/** Table {@code partition_entity}. */
public final class PartitionSql {
    public static final EntitySql<Partition> SQL =
            EntitySql.of(PartitionSql.class, "partition_entity", "partition", Partition.class, List.of());

    private PartitionSql() {}
}
