package metalplant.plan;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;

/**
 * Configuration of dnsmasq for booting machines: addresses or, beside somebody else who gives them, only what to boot; TFTP for firmware
 * that has no iPXE; and addresses in the management network. Text out, nothing written.
 *
 * @param plant the plant's address among the machines
 * @param prefix the network that they are in
 * @param relayed further ones, behind relays
 * @param dhcpServer who gives addresses; empty if the plant does
 * @param domain of machines
 * @param scripts port on which the boot server serves scripts
 * @param places where things lie
 * @param management who is told what in the management network; empty if nobody is told anything there
 */
public record DhcpConfig(
        IpAddress plant,
        Cidr prefix,
        List<Cidr> relayed,
        Optional<IpAddress> dhcpServer,
        String domain,
        int scripts,
        Places places,
        Optional<ManagementDhcp> management) {
    /** Port of the boot server. */
    public static final int SCRIPTS = 4280;

    /** The card with which the boot server asks for foreign DHCP servers; it is given nothing. */
    public static final String PROBE_MAC = "02:70:6c:61:6e:74";

    /**
     * An installer takes one address from its kernel, which never asks again, and waits with it for up to two days; a boot lease lasts four
     * days.
     */
    static final String LEASE = "96h";

    private static final int LEASES_MAX = 8192;
    /** The first addresses of a network, which machines are never given, if it has 32 or more. */
    static final int FIXED = 16;

    private static final int ROOMY = 27;
    /** A rack that starts at once; each transfer is a file that is open. */
    private static final int TRANSFERS_MAX = 200;

    /**
     * Files of dnsmasq.
     *
     * @param leases what it gave; it outlives dnsmasq
     * @param programs of iPXE, as Debian has them
     */
    public record Places(String leases, String programs) {
        public static final Places APPLIANCE = new Places("/var/lib/metal-plant/dhcp/leases", "/usr/lib/ipxe");
    }

    public DhcpConfig {
        relayed = List.copyOf(relayed);
    }

    /**
     * For an appliance; empty if no machines boot there.
     *
     * @param switches those of the management network that were written down
     */
    public static Optional<DhcpConfig> of(PlantPlan plan, String domain, List<ManagementDhcp.Host> switches) {
        var boot = plan.networks().boot();
        var controllers = plan.networks().controllers();
        var management = plan.networks()
                .management()
                .filter(_ -> controllers.isPresent() || !switches.isEmpty())
                .map(each -> new ManagementDhcp(each.plant(), each.prefix(), SCRIPTS, controllers, switches));
        return plan.networks()
                .pxe()
                .map(pxe -> new DhcpConfig(
                        pxe.plant(),
                        pxe.prefix(),
                        boot.relayed().stream().map(PlantPlan.Relayed::prefix).toList(),
                        boot.dhcpServer(),
                        domain,
                        SCRIPTS,
                        Places.APPLIANCE,
                        management));
    }

    /** As dnsmasq reads it. */
    public String text() {
        var lines = new ArrayList<>(List.of(
                "# Made by plantd from plant.yaml at each start.",
                "port=0",
                "bind-dynamic",
                "listen-address=" + plant,
                "log-facility=-",
                "dhcp-host=%s,ignore".formatted(PROBE_MAC),
                "dhcp-match=set:ipxe,175",
                "dhcp-userclass=set:ipxe,iPXE",
                "dhcp-match=set:bios,option:client-arch,0",
                "dhcp-match=set:efi64,option:client-arch,7",
                "dhcp-match=set:efi64,option:client-arch,9",
                "dhcp-boot=tag:ipxe,http://%s:%d/boot.ipxe".formatted(plant, scripts)));
        lines.addAll(dhcpServer.isPresent() ? beside() : addresses());
        management.ifPresent(each -> lines.addAll(each.lines()));
        lines.addAll(List.of(
                "enable-tftp", "tftp-root=" + places.programs(), "tftp-single-port", "tftp-max=" + TRANSFERS_MAX));
        return String.join("\n", lines) + "\n";
    }

    /** Firmware asks two servers and puts both answers together; on port 4011 it asks this one alone. */
    private List<String> beside() {
        var lines = new ArrayList<>(List.of(
                "dhcp-range=%s,proxy,%s".formatted(prefix.first(), mask(prefix)),
                "pxe-service=tag:!ipxe,x86PC,metal-plant,undionly.kpxe",
                "pxe-service=tag:!ipxe,X86-64_EFI,metal-plant,snponly.efi",
                "pxe-service=tag:!ipxe,BC_EFI,metal-plant,snponly.efi"));
        if (management.isPresent()) {
            lines.addAll(leases());
        }
        return lines;
    }

    private List<String> leases() {
        return List.of(
                // Answers to everybody reach a machine that has no address yet without a right to the kernel's table of
                // neighbours.
                "dhcp-broadcast",
                "no-ping",
                "dhcp-ignore-names",
                "dhcp-leasefile=" + places.leases(),
                // Whoever takes all addresses of controllers leaves those of machines.
                "dhcp-lease-max=" + (LEASES_MAX + controllers()));
    }

    private int controllers() {
        return management
                .flatMap(ManagementDhcp::controllers)
                .map(each -> each.size().intValueExact())
                .orElse(0);
    }

    private List<String> addresses() {
        var lines = new ArrayList<>(List.of("dhcp-authoritative"));
        lines.addAll(leases());
        lines.addAll(List.of(
                "domain=" + domain,
                "dhcp-range=set:wire,%s,%s,%s,%s".formatted(first(prefix), last(prefix), mask(prefix), LEASE)));
        for (var each : relayed) {
            lines.add("dhcp-range=%s,%s,%s,%s".formatted(first(each), last(each), mask(each), LEASE));
        }
        lines.addAll(List.of(
                // Nothing is passed on by the plant; behind a relay the relay is the way.
                "dhcp-option=tag:wire,option:router",
                "dhcp-option=option:dns-server," + plant,
                "dhcp-option=option:ntp-server," + plant,
                "dhcp-boot=tag:!ipxe,tag:bios,undionly.kpxe",
                "dhcp-boot=tag:!ipxe,tag:efi64,snponly.efi"));
        return lines;
    }

    /** Behind those that people give to switches and relays, where there is room for both. */
    private static IpAddress first(Cidr prefix) {
        return prefix.first().plus(BigInteger.valueOf(prefix.length() <= ROOMY ? FIXED : 2));
    }

    private static IpAddress last(Cidr prefix) {
        return prefix.last().plus(BigInteger.ONE.negate());
    }

    static IpAddress mask(Cidr prefix) {
        long bits = 0xffff_ffffL << (32 - prefix.length()) & 0xffff_ffffL;
        return IpAddress.parse("%d.%d.%d.%d".formatted(bits >> 24, bits >> 16 & 0xff, bits >> 8 & 0xff, bits & 0xff));
    }
}
