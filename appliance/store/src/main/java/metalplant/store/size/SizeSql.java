package metalplant.store.size;

import java.util.List;
import metalplant.model.size.Size;
import metalplant.store.kernel.EntitySql;

/** Table {@code size_entity}. */
public final class SizeSql {
    public static final EntitySql<Size> SQL = EntitySql.of(SizeSql.class, "size_entity", "size", Size.class, List.of());

    private SizeSql() {}
}
