package metalplant.cli.order;

import java.util.List;
import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.wire.order.MachineOrderResponse;
import picocli.CommandLine.Command;

/** {@code plantctl machine orders}. */
@Command(
        name = "orders",
        description = {"Lists the orders that this plant looks after, the last one first.", ""},
        footerHeading = "%nExample:%n",
        footer = "  ./plantctl machine orders -o json")
final class OrdersCommand extends Common implements Callable<Integer> {
    OrdersCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        return with(calls -> {
            var all = List.of(calls.get("v1/machine/allocate-many", MachineOrderResponse[].class));
            if (json()) {
                return printed(all);
            }
            all.forEach(new OrderLines(screen)::one);
            return 0;
        });
    }
}
