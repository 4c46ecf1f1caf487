package metalplant.core.bus;

import java.util.Optional;
import metalplant.model.machine.Bmc;

/**
 * What goes over the bus about a machine, and how it is written.
 *
 * @see "partition-wire.md 2.3"
 */
public sealed interface MachineMessage {
    /** The topic that waiting installers were once told over; its key for the machine is {@code old}. */
    String ALLOCATION_TOPIC = "allocation";

    /** As JSON. */
    String json();

    /** How people call it. */
    String what();

    /** Tells a management controller what to do. */
    record Command(String machineId, BmcCommand command, Bmc bmc) implements MachineMessage {
        @Override
        public String json() {
            return new JsonText()
                    .text("type", "command")
                    .object("cmd", exec(machineId, Optional.of(command), bmc))
                    .end();
        }

        @Override
        public String what() {
            return command.wire();
        }
    }

    /** Tells a management controller to fetch and install a firmware. */
    record UpdateFirmware(String machineId, FirmwareLink link, Bmc bmc) implements MachineMessage {
        @Override
        public String json() {
            var firmware = new JsonText()
                    .text("kind", link.kind().wire())
                    .text("url", link.url().toString());
            return new JsonText()
                    .text("type", "command")
                    .object(
                            "cmd",
                            exec(machineId, Optional.of(BmcCommand.UPDATE_FIRMWARE), bmc)
                                    .object("firmwareupdate", firmware))
                    .end();
        }

        @Override
        public String what() {
            return BmcCommand.UPDATE_FIRMWARE.wire();
        }
    }

    /** The machine was given back: boot it from the network and reset it. */
    record Delete(String machineId, Bmc bmc) implements MachineMessage {
        public static final String WHAT = "reclaim";

        @Override
        public String json() {
            return new JsonText()
                    .text("type", "delete")
                    .text("old", machineId)
                    .object("cmd", exec(machineId, Optional.empty(), bmc))
                    .end();
        }

        @Override
        public String what() {
            return WHAT;
        }
    }

    /** A machine was allocated. */
    record Allocated(String machineId) implements MachineMessage {
        @Override
        public String json() {
            return new JsonText().text("old", machineId).end();
        }

        @Override
        public String what() {
            return "allocation";
        }
    }

    private static JsonText exec(String target, Optional<BmcCommand> command, Bmc bmc) {
        return new JsonText()
                .text("target", target)
                .textUnlessEmpty("cmd", command.map(BmcCommand::wire).orElse(""))
                .object("ipmi", ipmi(bmc));
    }

    private static JsonText ipmi(Bmc bmc) {
        var text = new JsonText()
                .text("address", bmc.address())
                .text("mac", bmc.mac())
                .text("user", bmc.user())
                .text("password", bmc.password())
                .text("interface", bmc.interfaceName())
                .object("fru", fru(bmc.fru()))
                .text("bmcversion", bmc.version())
                .text("powerstate", bmc.powerState());
        bmc.powerMetric()
                .ifPresentOrElse(m -> text.object("powermetric", metric(m)), () -> text.nothing("powermetric"));
        if (bmc.powerSupplies().isEmpty()) {
            text.nothing("powersupplies");
        } else {
            text.objects(
                    "powersupplies",
                    bmc.powerSupplies().stream().map(MachineMessage::supply).toList());
        }
        // Never is Go's zero time.
        return text.text("last_updated", bmc.lastUpdated().map(Object::toString).orElse("0001-01-01T00:00:00Z"));
    }

    private static JsonText fru(Bmc.Fru fru) {
        return new JsonText()
                .text("chassis_part_number", fru.chassisPartNumber())
                .text("chassis_part_serial", fru.chassisPartSerial())
                .text("board_mfg", fru.boardMfg())
                .text("board_mfg_serial", fru.boardMfgSerial())
                .text("board_part_number", fru.boardPartNumber())
                .text("product_manufacturer", fru.productManufacturer())
                .text("product_part_number", fru.productPartNumber())
                .text("product_serial", fru.productSerial());
    }

    private static JsonText metric(Bmc.PowerMetric metric) {
        return new JsonText()
                .number("averageconsumedwatts", metric.averageWatts())
                .number("intervalinmin", metric.intervalMinutes())
                .number("maxconsumedwatts", metric.maxWatts())
                .number("minconsumedwatts", metric.minWatts());
    }

    private static JsonText supply(Bmc.PowerSupply supply) {
        return new JsonText()
                .object("status", new JsonText().text("health", supply.health()).text("state", supply.state()));
    }
}
