package metalplant.store.region;

import java.util.List;
import metalplant.model.region.Region;
import metalplant.store.kernel.EntitySql;

/** Table {@code region_entity}. */
public final class RegionSql {
    public static final EntitySql<Region> SQL =
            EntitySql.of(RegionSql.class, "region_entity", "region", Region.class, List.of());

    private RegionSql() {}
}
