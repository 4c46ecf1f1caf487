package metalplant.bmc.vendor;

import java.util.List;
import java.util.Map;
import metalplant.bmc.driver.BootDevice;
import metalplant.bmc.driver.PowerButton;

/**
 * In what the controllers of one maker differ.
 *
 * @param makers pieces of what a controller calls its maker, in lower case; none = for all others
 * @param power Redfish's reset types for each button, the best first; the first that the controller allows is taken
 * @param boot Redfish's boot source and for how long, for each device
 * @param bootBy whose boot override works; by whom the board is read as well
 * @param ipmiDisk the byte of IPMI's boot flags that chooses the disk, in hexadecimal digits; "" = the standard's
 * @param mixedUuids whether Redfish tells some UUIDs with the bytes of their first three parts turned round
 * @param firmware how firmware is brought in
 */
public record Vendor(
        String name,
        List<String> makers,
        Map<PowerButton, List<String>> power,
        Map<BootDevice, Override> boot,
        Way bootBy,
        String ipmiDisk,
        boolean mixedUuids,
        Firmware firmware) {
    public Vendor {
        makers = List.copyOf(makers);
        power = Map.copyOf(power);
        boot = Map.copyOf(boot);
    }

    /**
     * @param target Redfish's BootSourceOverrideTarget
     * @param enabled Redfish's BootSourceOverrideEnabled
     */
    public record Override(String target, String enabled) {}

    /** What is spoken. */
    public enum Way {
        REDFISH,
        IPMI
    }

    /** How firmware is brought in. */
    public enum Firmware {
        SIMPLE_UPDATE,
        NONE
    }
}
