package metalplant.cli.order;

import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.wire.order.MachineOrderResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code plantctl machine order}. */
@Command(
        name = "order",
        description = {
            "Shows an order, machine by machine.",
            "",
            "planned, sent (nobody here knows yet whether it is there), made, freed, dropped (there is none)."
                    + " A machine that is to be freed and waits for its plant says so.",
            ""
        },
        footerHeading = "%nExample:%n",
        footer = "  ./plantctl machine order 4d1f58d2-6c0c-4bb5-9f10-2f36c11f6a52")
final class OrderCommand extends Common implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "Of the order.")
    String id = "";

    OrderCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        return with(calls -> {
            var order = calls.get("v1/machine/allocate-many/" + id, MachineOrderResponse.class);
            if (json()) {
                return printed(order);
            }
            new OrderLines(screen).all(order);
            return 0;
        });
    }
}
