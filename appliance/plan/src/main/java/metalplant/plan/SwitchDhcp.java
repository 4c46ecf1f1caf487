package metalplant.plan;

import java.util.ArrayList;
import java.util.List;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;

/**
 * What dnsmasq tells the switches of a plant, in the management network: the address that was written down for each, ONIE's installer, and
 * where SONiC's ZTP begins. Nobody else is given an address there.
 *
 * @param plant the plant's address among them
 * @param prefix the management network
 * @param port on which the boot server serves switches
 * @param hosts the switches
 */
public record SwitchDhcp(IpAddress plant, Cidr prefix, int port, List<Host> hosts) {
    /** Below it is all that switches ask for. */
    public static final String PATH = "/switch";

    private static final int DEFAULT_URL = 114;
    private static final int BOOT_FILE = 67;

    public SwitchDhcp {
        hosts = List.copyOf(hosts);
    }

    /**
     * One switch.
     *
     * @param mac of its management port, lower case with colons
     */
    public record Host(String name, String mac, IpAddress address) {}

    /** Lines of dnsmasq's configuration. */
    List<String> lines() {
        var base = "http://%s:%d%s".formatted(plant, port, PATH);
        var lines = new ArrayList<>(List.of(
                "listen-address=" + plant,
                "dhcp-range=set:management,%s,static,%s,infinite".formatted(prefix.first(), DhcpConfig.mask(prefix)),
                "dhcp-option=tag:management,option:router",
                "dhcp-option=tag:management,option:dns-server," + plant,
                "dhcp-option=tag:management,option:ntp-server," + plant,
                "dhcp-vendorclass=set:onie,onie_vendor:",
                // ONIE takes any boot file for an installer too.
                "dhcp-option=tag:switch,tag:onie,%d,%s/installer".formatted(DEFAULT_URL, base),
                "dhcp-option=tag:switch,tag:!onie,%d,%s/ztp.json".formatted(BOOT_FILE, base)));
        // ONIE and SONiC call themselves differently, and are one switch with one address.
        hosts.forEach(each -> lines.add(
                "dhcp-host=%s,id:*,set:switch,%s,%s,infinite".formatted(each.mac(), each.address(), each.name())));
        return lines;
    }
}
