package metalplant.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;

/**
 * What dnsmasq tells whoever asks in the management network. A switch gets the address that was written down for it, ONIE's installer, and where
 * SONiC's ZTP begins; everybody else is taken for a management controller and gets an address of their range, if there is one. Switches that
 * nobody wrote down, and machines that would boot there, get nothing.
 *
 * @param plant the plant's address in it
 * @param prefix the management network
 * @param port on which the boot server serves switches
 * @param controllers what is given to controllers; empty if nothing is
 * @param switches those that were written down
 */
public record ManagementDhcp(
        IpAddress plant, Cidr prefix, int port, Optional<AddressRange> controllers, List<Host> switches) {
    /** Below it is all that switches ask for. */
    public static final String PATH = "/switch";

    private static final int DEFAULT_URL = 114;
    private static final int BOOT_FILE = 67;

    public ManagementDhcp {
        switches = List.copyOf(switches);
    }

    /**
     * One switch.
     *
     * @param mac of its management port, lower case with colons
     */
    public record Host(String name, String mac, IpAddress address) {}

    /** Lines of dnsmasq's configuration. */
    List<String> lines() {
        var lines = new ArrayList<>(List.of("listen-address=" + plant, "dhcp-vendorclass=set:onie,onie_vendor:"));
        controllers.ifPresent(each -> lines.addAll(List.of(
                "dhcp-userclass=set:sonic,SONiC-ZTP",
                "dhcp-vendorclass=set:firmware,PXEClient",
                "dhcp-range=tag:!switch,tag:!onie,tag:!sonic,tag:!firmware,set:management,%s,%s,%s,%s"
                        .formatted(each.first(), each.last(), DhcpConfig.mask(prefix), DhcpConfig.LEASE))));
        if (!switches.isEmpty()) {
            lines.add("dhcp-range=set:management,%s,static,%s,infinite"
                    .formatted(prefix.first(), DhcpConfig.mask(prefix)));
        }
        lines.addAll(List.of(
                "dhcp-option=tag:management,option:router",
                "dhcp-option=tag:management,option:dns-server," + plant,
                "dhcp-option=tag:management,option:ntp-server," + plant));
        lines.addAll(ofSwitches());
        return lines;
    }

    private List<String> ofSwitches() {
        if (switches.isEmpty()) {
            return List.of();
        }
        var base = "http://%s:%d%s".formatted(plant, port, PATH);
        var lines = new ArrayList<>(List.of(
                // ONIE takes any boot file for an installer too.
                "dhcp-option=tag:switch,tag:onie,%d,%s/installer".formatted(DEFAULT_URL, base),
                "dhcp-option=tag:switch,tag:!onie,%d,%s/ztp.json".formatted(BOOT_FILE, base)));
        // ONIE and SONiC call themselves differently, and are one switch with one address.
        switches.forEach(each -> lines.add(
                "dhcp-host=%s,id:*,set:switch,%s,%s,infinite".formatted(each.mac(), each.address(), each.name())));
        return lines;
    }
}
