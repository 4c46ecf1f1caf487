package metalplant.store.order;

import java.util.List;
import metalplant.model.order.MachineOrder;
import metalplant.store.kernel.EntitySql;

/** Table {@code machine_order}. */
public final class OrderSql {
    public static final EntitySql<MachineOrder> SQL =
            EntitySql.of(OrderSql.class, "machine_order", "machine order", MachineOrder.class, List.of());

    private OrderSql() {}
}
