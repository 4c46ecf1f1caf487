package metalplant.store.tenant;

import java.util.List;
import metalplant.model.tenant.Tenant;
import metalplant.store.kernel.EntitySql;

/** Table {@code tenant_entity}. */
public final class TenantSql {
    public static final EntitySql<Tenant> SQL =
            EntitySql.of(TenantSql.class, "tenant_entity", "tenant", Tenant.class, List.of());

    private TenantSql() {}
}
