package metalplant.fabric.cabling;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import metalplant.model.ip.IpAddress;
import metalplant.plan.PlantPlan.HostAddress;

/**
 * One switch.
 *
 * @param rack where it stands; "" where that does not matter
 * @param mac of its management port, lower case with colons
 * @param serial number of its EEPROM; empty if it is not checked
 * @param address of its management port
 * @param loopback empty if the plant chooses it
 * @param asn empty if the plant chooses it
 * @param pxeAddress of a leaf where machines boot; empty if it has none
 * @param ports at its front, broken out
 * @param links to other switches, each as seen from here
 * @param machines ports at which machines hang
 * @param plant ports at which the plant's own server hangs
 * @param cables of an exit, to exits of other partitions
 */
public record FabricSwitch(
        String name,
        SwitchRole role,
        String rack,
        Hardware hardware,
        String mac,
        Optional<String> serial,
        IpAddress address,
        Optional<IpAddress> loopback,
        OptionalLong asn,
        Optional<HostAddress> pxeAddress,
        List<Breakout> breakouts,
        List<FrontPort> ports,
        List<Link> links,
        List<String> machines,
        List<String> plant,
        List<Peer> peers,
        List<ExitCable> cables) {
    public FabricSwitch {
        breakouts = List.copyOf(breakouts);
        ports = List.copyOf(ports);
        links = List.copyOf(links);
        machines = List.copyOf(machines);
        plant = List.copyOf(plant);
        peers = List.copyOf(peers);
        cables = List.copyOf(cables);
    }
}
