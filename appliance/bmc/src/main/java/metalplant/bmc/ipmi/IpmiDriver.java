package metalplant.bmc.ipmi;

import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import metalplant.bmc.driver.BootDevice;
import metalplant.bmc.driver.Controller;
import metalplant.bmc.driver.Driver;
import metalplant.bmc.driver.Facts;
import metalplant.bmc.driver.Failures;
import metalplant.bmc.driver.PowerButton;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.firmware.FirmwareKind;
import metalplant.model.machine.Bmc;

/** A controller over IPMI 2.0 (lanplus). */
public final class IpmiDriver implements Driver {
    private static final Pattern UUID_TEXT =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");

    private final Ipmitool tool;
    private final Controller controller;
    private final String disk;

    public IpmiDriver(Ipmitool tool, Controller controller) {
        this(tool, controller, "");
    }

    /** @param disk the byte of the boot flags that chooses the disk, as 0x24; "" = as the standard has it */
    public IpmiDriver(Ipmitool tool, Controller controller, String disk) {
        this.tool = tool;
        this.controller = controller;
        this.disk = disk;
    }

    @Override
    public String name() {
        return "IPMI";
    }

    @Override
    public Facts facts() {
        var version = version();
        var guid = Columns.of(optional("mc", "guid")).value("System GUID").toLowerCase(Locale.ROOT);
        return new Facts(
                UUID_TEXT.matcher(guid).matches() ? guid : "",
                board(),
                "",
                version,
                Optional.of(isOn()),
                Optional.empty(),
                metric(Columns.of(optional("dcmi", "power", "reading"))),
                List.of());
    }

    /** The controller's. */
    public String version() {
        return Columns.of(read("mc", "info")).value("Firmware Revision");
    }

    /** What the maker has written into the board. */
    public Bmc.Fru board() {
        var fru = Columns.of(optional("fru", "print", "0"));
        return new Bmc.Fru(
                fru.value("Chassis Part Number"),
                fru.value("Chassis Serial"),
                fru.value("Board Mfg"),
                fru.value("Board Serial"),
                fru.value("Board Part Number"),
                fru.value("Product Manufacturer"),
                fru.value("Product Part Number"),
                fru.value("Product Serial"));
    }

    @Override
    public boolean isOn() {
        var said = read("chassis", "power", "status").strip();
        if (said.endsWith(" is on")) {
            return true;
        }
        if (said.endsWith(" is off")) {
            return false;
        }
        throw Failures.refused(controller.host(), "it does not say whether the machine is on: " + said);
    }

    @Override
    public void press(PowerButton button) {
        tool.run(controller, false, "chassis", "power", button.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public void bootFrom(BootDevice device) {
        if (device == BootDevice.DISK && !disk.isEmpty()) {
            // As bootdev would: what was done with older flags counts no more, then new ones, which stay, for UEFI.
            tool.run(controller, false, "raw", "0x00", "0x08", "0x04", "0x01", "0x01");
            tool.run(controller, false, "raw", "0x00", "0x08", "0x05", "0xe0", disk, "0x00", "0x00", "0x00");
            return;
        }
        var options = device == BootDevice.BIOS ? "options=efiboot" : "options=persistent,efiboot";
        tool.run(controller, false, "chassis", "bootdev", device.name().toLowerCase(Locale.ROOT), options);
    }

    /** "force" is until told otherwise; a number of seconds is all that older controllers know, and 0 ends it in both. */
    @Override
    public void identify(boolean on) {
        tool.run(controller, false, "chassis", "identify", on ? "force" : "0");
    }

    @Override
    public void update(FirmwareKind kind, URI image) {
        throw Failures.refused(controller.host(), "firmware is not brought in over IPMI");
    }

    private String read(String... words) {
        return tool.run(controller, true, words);
    }

    /** What not every controller has. */
    private String optional(String... words) {
        try {
            return read(words);
        } catch (Problem e) {
            if (e.code() == ProblemCode.BMC_REFUSED) {
                return "";
            }
            throw e;
        }
    }

    private static Optional<Bmc.PowerMetric> metric(Columns reading) {
        var average = reading.watts("Average power reading over sample period");
        return average.map(watts -> new Bmc.PowerMetric(
                watts,
                0,
                reading.watts("Maximum during sampling period").orElse(watts),
                reading.watts("Minimum during sampling period").orElse(watts)));
    }
}
