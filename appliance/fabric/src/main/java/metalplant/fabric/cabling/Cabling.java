package metalplant.fabric.cabling;

import java.util.List;
import java.util.Optional;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.model.number.NumberWindows;

/**
 * All switches of a plant. Whoever holds one may rely on it: each port is used once, both ends of a link agree, and nothing that was
 * written down clashes.
 *
 * @param windows which numbers are the plant's
 * @param loopbacks where loopback addresses are taken from
 * @param pxeVlan VLAN in which machines boot, on the leaves
 * @param gateway of management ports
 * @param switches by name
 */
public record Cabling(
        NumberWindows windows, Cidr loopbacks, int pxeVlan, IpAddress gateway, List<FabricSwitch> switches) {
    public Cabling {
        switches = List.copyOf(switches);
    }

    /** One of them by its name. */
    public Optional<FabricSwitch> find(String name) {
        return switches.stream().filter(each -> each.name().equals(name)).findFirst();
    }
}
