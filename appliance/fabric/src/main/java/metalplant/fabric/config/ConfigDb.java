package metalplant.fabric.config;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import metalplant.fabric.cabling.Cabling;
import metalplant.fabric.cabling.FabricSwitch;
import metalplant.fabric.cabling.FrontPort;
import metalplant.fabric.cabling.Peer;
import metalplant.fabric.cabling.SonicBuild;
import metalplant.fabric.cabling.SwitchRole;
import metalplant.fabric.number.Numbers.Identity;
import metalplant.plan.PlantPlan;

/**
 * {@code config_db.json} of one switch: what must be there before an agent such as metal-core takes the leaves over. Platform, hwsku and the
 * switch's own MAC are corrected by SONiC's ZTP with what the switch knows itself.
 *
 * @see "metal-roles: sonic-config; sonic-yang-models"
 */
final class ConfigDb {
    /** Links between switches, and the ports of firewalls, carry VXLAN. */
    private static final String MTU_FABRIC = "9216";

    private static final String MTU_MACHINE = "9000";
    private static final String VTEP = "vtep";
    /** L2 VNI of the network where machines boot: metal-stack's {@code 10} and the VLAN in four digits. */
    private static final int PXE_VNI_BASE = 100_000;
    /** Behind those that metal-core takes for tenants. */
    private static final int FIRST_EXIT_VLAN = 2001;
    /** Management switches carry one network; where the plan gives it no VLAN any number does. */
    private static final int MANAGEMENT_VLAN = 4000;
    /** metal-hammer waits for what switches say of themselves, which is every 30 s otherwise. */
    private static final String LLDP_SECONDS = "10";

    private final PlantPlan plan;
    private final Cabling cabling;
    private final FabricSwitch of;
    private final SonicTables tables = new SonicTables();

    private ConfigDb(PlantPlan plan, Cabling cabling, FabricSwitch of) {
        this.plan = plan;
        this.cabling = cabling;
        this.of = of;
    }

    static String of(PlantPlan plan, Cabling cabling, FabricSwitch of, Optional<Identity> identity) {
        var db = new ConfigDb(plan, cabling, of);
        db.device();
        db.management();
        of.ports().forEach(db::port);
        of.breakouts().forEach(each -> db.tables.row("BREAKOUT_CFG", each.port(), Map.of("brkout_mode", each.mode())));
        identity.ifPresent(db::fabric);
        switch (of.role()) {
            case LEAF -> db.leaf();
            case EXIT -> db.exit();
            case SPINE -> {}
            case MANAGEMENT -> db.bridge();
        }
        return db.tables.json();
    }

    private void device() {
        tables.row(
                "DEVICE_METADATA",
                "localhost",
                Map.of(
                        "hostname", of.name(),
                        "hwsku", of.hardware().sku(),
                        "platform", of.hardware().platform(),
                        "type", "LeafRouter",
                        "docker_routing_config_mode", of.hardware().build().routingMode(),
                        // Otherwise SONiC's own daemon writes into FRR beside the file.
                        "frr_mgmt_framework_config", "true"));
        if (of.hardware().build() == SonicBuild.EDGECORE) {
            tables.row("LLDP", "Global", Map.of("hello_timer", LLDP_SECONDS));
        } else {
            tables.row("LLDP", "GLOBAL", Map.of("hello_time", LLDP_SECONDS));
        }
    }

    private void management() {
        var network = plan.networks().management().orElseThrow();
        tables.row("MGMT_PORT", "eth0", Map.of("alias", "eth0", "admin_status", "up", "description", "Management Port"))
                .row("MGMT_VRF_CONFIG", "vrf_global", Map.of("mgmtVrfEnabled", "true"))
                .row(
                        "MGMT_INTERFACE",
                        "eth0|%s/%d".formatted(of.address(), network.prefix().length()),
                        Map.of("gwaddr", cabling.gateway().toString()))
                .row("DNS_NAMESERVER", network.plant().toString())
                .row("NTP_SERVER", network.plant().toString())
                .row(
                        "NTP",
                        "global",
                        of.hardware().build() == SonicBuild.EDGECORE
                                ? Map.of("src_intf", "eth0")
                                : Map.of("vrf", "mgmt"));
    }

    private void port(FrontPort port) {
        boolean link = of.links().stream().anyMatch(each -> each.port().equals(port.name()));
        boolean used = link
                || of.role() == SwitchRole.MANAGEMENT
                || of.machines().contains(port.name())
                || of.plant().contains(port.name())
                || of.peers().stream().anyMatch(each -> each.port().equals(port.name()))
                || of.cables().stream().anyMatch(each -> each.port().equals(port.name()));
        var fields = new TreeMap<String, String>();
        fields.put("admin_status", used ? "up" : "down");
        fields.put("alias", port.alias());
        fields.put("index", String.valueOf(port.index()));
        fields.put(
                "lanes", port.lanes().stream().map(String::valueOf).collect(java.util.stream.Collectors.joining(",")));
        fields.put("mtu", link ? MTU_FABRIC : MTU_MACHINE);
        fields.put("speed", String.valueOf(port.speed()));
        if (!of.hardware().fec().isEmpty()) {
            fields.put("fec", of.hardware().fec());
        }
        of.links().stream()
                .filter(each -> each.port().equals(port.name()))
                .findFirst()
                .ifPresent(each -> fields.put("description", each.peer() + " " + each.peerPort()));
        tables.row("PORT", port.name(), fields);
    }

    private void fabric(Identity identity) {
        tables.row("LOOPBACK_INTERFACE", "Loopback0")
                .row("LOOPBACK_INTERFACE", "Loopback0|" + identity.loopback() + "/32");
        of.links().forEach(each -> tables.row("INTERFACE", each.port(), Map.of("ipv6_use_link_local_only", "enable")));
        if (of.role() == SwitchRole.LEAF || of.role() == SwitchRole.EXIT) {
            tables.row(
                            "VXLAN_TUNNEL",
                            VTEP,
                            Map.of("src_ip", identity.loopback().toString()))
                    .row("VXLAN_EVPN_NVO", "nvo", Map.of("source_vtep", VTEP));
        }
    }

    /** All machines begin in one network, over all racks. */
    private void leaf() {
        int vlan = cabling.pxeVlan();
        vlan(vlan);
        tables.row("VLAN_INTERFACE", "Vlan" + vlan);
        of.pxeAddress().ifPresent(each -> tables.row("VLAN_INTERFACE", "Vlan%d|%s".formatted(vlan, each)));
        map(PXE_VNI_BASE + vlan, vlan);
        of.machines().forEach(each -> member(vlan, each, false));
        boolean tagged = plan.networks()
                .pxe()
                .filter(each -> each.wire().vlan().isPresent())
                .isPresent();
        of.plant().forEach(each -> member(vlan, each, tagged));
    }

    private void exit() {
        var vrfs = new TreeMap<Integer, String>();
        of.peers().forEach(each -> vrfs.put(each.vrf(), each.vrfName()));
        int vlan = FIRST_EXIT_VLAN;
        for (var each : vrfs.entrySet()) {
            tables.row("VRF", each.getValue(), Map.of("vni", String.valueOf(each.getKey()), "fallback", "false"));
            vlan(vlan);
            tables.row("VLAN_INTERFACE", "Vlan" + vlan, Map.of("vrf_name", each.getValue()));
            map(each.getKey(), vlan);
            vlan++;
        }
        for (Peer each : of.peers()) {
            tables.row("INTERFACE", each.port(), Map.of("vrf_name", each.vrfName()))
                    .row("INTERFACE", "%s|%s/%d".formatted(each.port(), each.address(), each.length()));
        }
    }

    private void bridge() {
        var given = plan.networks().management().orElseThrow().wire().vlan();
        int vlan = given.orElse(MANAGEMENT_VLAN) < 2 ? MANAGEMENT_VLAN : given.orElse(MANAGEMENT_VLAN);
        vlan(vlan);
        of.ports()
                .forEach(port -> member(
                        vlan, port.name(), given.isPresent() && of.plant().contains(port.name())));
    }

    private void vlan(int vlan) {
        tables.row("VLAN", "Vlan" + vlan, Map.of("vlanid", String.valueOf(vlan)));
    }

    private void map(int vni, int vlan) {
        tables.row(
                "VXLAN_TUNNEL_MAP",
                "%s|map_%d_Vlan%d".formatted(VTEP, vni, vlan),
                Map.of("vlan", "Vlan" + vlan, "vni", String.valueOf(vni)));
    }

    private void member(int vlan, String port, boolean tagged) {
        tables.row(
                "VLAN_MEMBER",
                "Vlan%d|%s".formatted(vlan, port),
                Map.of("tagging_mode", tagged ? "tagged" : "untagged"));
    }
}
