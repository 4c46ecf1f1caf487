package metalplant.units.net;

import java.util.List;

/**
 * What may come in from where. Nothing else may: database, message bus, the plant's own plain door and the host agent are on loopback, and what
 * plants say to each other comes through tunnels, which have a filter of their own. Later services add their line here.
 *
 * @param what for people, as a comment of the filter
 * @param protocol tcp or udp
 * @param ports as nft writes them: one, or a range
 */
record OpenPorts(String what, String protocol, String ports) {
    private static final OpenPorts ROUTER = new OpenPorts("API through the router", "tcp", "443");
    private static final OpenPorts BOOT = new OpenPorts("boot and events of machines and switches", "tcp", "50051");
    private static final OpenPorts IMAGES = new OpenPorts("images for machines", "tcp", "80");
    private static final OpenPorts NAMES = new OpenPorts("names", "udp", "53");
    private static final OpenPorts LONG_NAMES = new OpenPorts("names with long answers", "tcp", "53");
    private static final OpenPorts TIME = new OpenPorts("time", "udp", "123");
    private static final OpenPorts TUNNELS = new OpenPorts("tunnels to other plants", "udp", "51820-52332");
    private static final OpenPorts PAIRING = new OpenPorts("other plants, while an invite is open", "tcp", "4242");
    private static final OpenPorts LEASE = new OpenPorts("answers of whoever gives addresses", "udp", "68");
    private static final OpenPorts LEASE_6 = new OpenPorts("the same for IPv6", "udp", "546");

    private static final OpenPorts CONSOLES = new OpenPorts("serial consoles of machines", "tcp", "5222");
    private static final OpenPorts DHCP = new OpenPorts("machines and relays that ask for addresses", "udp", "67");
    private static final OpenPorts FOREIGN_DHCP =
            new OpenPorts("answers of foreign DHCP servers, so that they can be named", "udp", "68");
    private static final OpenPorts PXE = new OpenPorts("firmware that asks what to boot", "udp", "4011");
    private static final OpenPorts TFTP = new OpenPorts("the first program of machines", "udp", "69");
    private static final OpenPorts BOOT_FILES =
            new OpenPorts("scripts, kernels and credentials of machines", "tcp", "4280");

    private static final OpenPorts SWITCH_DHCP =
            new OpenPorts("switches and controllers that ask for addresses", "udp", "67");
    private static final OpenPorts SWITCH_FILES =
            new OpenPorts("installers and configurations of switches", "tcp", "4280");

    /** What comes from addresses of nowhere: of who has none yet, and of servers that should not be there. */
    static List<OpenPorts> beforeAddresses(HostNetwork.Named network) {
        return switch (network.name()) {
            case "pxe" -> List.of(DHCP, FOREIGN_DHCP);
            case "management" -> List.of(SWITCH_DHCP);
            default -> List.of();
        };
    }

    static List<OpenPorts> of(HostNetwork.Named network) {
        return switch (network.name()) {
            case "uplink" ->
                network.prefix().isPresent()
                        ? List.of(ROUTER, CONSOLES, PAIRING, TUNNELS)
                        : List.of(ROUTER, CONSOLES, PAIRING, TUNNELS, LEASE, LEASE_6);
            case "management" -> List.of(ROUTER, CONSOLES, IMAGES, BOOT, NAMES, LONG_NAMES, TIME, SWITCH_FILES);
            case "pxe" -> List.of(IMAGES, BOOT, NAMES, LONG_NAMES, TIME, PXE, TFTP, BOOT_FILES);
            default -> throw new IllegalArgumentException("no network is called " + network.name());
        };
    }
}
