package metalplant.store.region;

import java.util.List;
import metalplant.model.region.Zone;
import metalplant.store.kernel.EntitySql;

/** Table {@code zone_entity}. */
public final class ZoneSql {
    public static final EntitySql<Zone> SQL = EntitySql.of(ZoneSql.class, "zone_entity", "zone", Zone.class, List.of());

    private ZoneSql() {}
}
