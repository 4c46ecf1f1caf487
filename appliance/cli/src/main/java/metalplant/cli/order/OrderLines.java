package metalplant.cli.order;

import metalplant.cli.Screen;
import metalplant.wire.order.MachineOrderResponse;

/** An order for people. */
record OrderLines(Screen screen) {
    void one(MachineOrderResponse order) {
        screen.say("  %s %s: %s, %d of %d machines%s"
                .formatted(
                        order.id(),
                        order.zones(),
                        order.state(),
                        order.made(),
                        order.count(),
                        order.message().isEmpty() ? "" : ": " + order.message()));
    }

    void all(MachineOrderResponse order) {
        one(order);
        order.machines()
                .forEach(slot -> screen.say("  %3d %-16s %-16s %-12s %-8s %s%s"
                        .formatted(
                                slot.number(),
                                slot.zoneId(),
                                slot.partitionId(),
                                slot.plant(),
                                slot.state(),
                                slot.machineId(),
                                slot.message().isEmpty() ? "" : " (" + slot.message() + ")")));
    }

    static boolean isOver(MachineOrderResponse order) {
        return order.state().equals("done") || order.state().equals("failed");
    }

    /** 0 if all machines are there. */
    static int status(MachineOrderResponse order) {
        return order.state().equals("done") && order.made() == order.count() ? 0 : 1;
    }
}
