package metalplant.fabric.engine;

import java.util.HashSet;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import metalplant.fabric.cabling.SwitchRole;
import metalplant.fabric.zone.Planner;

/**
 * What CONFIG_DB of a switch has beside FRR: VRFs, the VLAN and VNI of each, and what its ports are bound to. The base of the switch (tunnel,
 * loopback, management, the VLAN where machines boot) is there before and is not touched.
 *
 * @see "partition-wire.md, section 3.6; fabric-frr.md, section 11"
 */
public final class SonicPlan {
    private static final String MTU_FABRIC = "9216";
    private static final String MTU_MACHINE = "9000";
    private static final Pattern VRF = Pattern.compile("VRF\\|Vrf[1-9][0-9]{0,7}");
    private static final Pattern VLAN =
            Pattern.compile("(?:VLAN|SUPPRESS_VLAN_NEIGH|VLAN_INTERFACE)\\|Vlan([1-9][0-9]{0,3})");
    private static final Pattern TUNNEL_MAP =
            Pattern.compile("VXLAN_TUNNEL_MAP\\|[^|]{1,64}\\|map_[1-9][0-9]{0,7}_Vlan([1-9][0-9]{0,3})");

    private SonicPlan() {}

    /**
     * All rows.
     *
     * @param tunnel the name of the one VXLAN_TUNNEL that the base has
     */
    public static Rows of(Desired desired, String tunnel) {
        var rows = new Rows.Collector();
        desired.vlans().forEach((vrf, vlan) -> vrf(rows, tunnel, vrf, vlan));
        desired.policy().vrfs().stream()
                .filter(each -> each.vni().isEmpty())
                .forEach(each ->
                        // As "config vrf del_vrf_vni_map" leaves it: a VNI that it had before goes.
                        rows.add("VRF", each.name(), Map.of("vni", "0", "fallback", "false")));
        desired.box().links().forEach(each -> routed(rows, each, MTU_FABRIC, Map.of(), true));
        desired.ports().forEach(each -> port(rows, desired.box(), each));
        return rows.rows();
    }

    private static void vrf(Rows.Collector rows, String tunnel, int vrf, int vlan) {
        var name = SwitchOs.SONIC.vrf(vrf);
        rows.add("VRF", name, Map.of("vni", String.valueOf(vrf), "fallback", "false"))
                .add("VLAN", "Vlan" + vlan, Map.of("vlanid", String.valueOf(vlan)))
                .add("VLAN_INTERFACE", "Vlan" + vlan, Map.of("vrf_name", name))
                .add("SUPPRESS_VLAN_NEIGH", "Vlan" + vlan, Map.of("suppress", "on"))
                .add(
                        "VXLAN_TUNNEL_MAP",
                        "%s|map_%d_Vlan%d".formatted(tunnel, vrf, vlan),
                        Map.of("vlan", "Vlan" + vlan, "vni", String.valueOf(vrf)));
    }

    private static void port(Rows.Collector rows, Box box, Port port) {
        switch (port.use()) {
            // In which VLANs it is, and how, is the operator's.
            case Port.Use.Bridged _ -> {}
            // Machines boot at leaves: what else an exit has at its ports is not ours.
            case Port.Use.Booting _ when box.role() != SwitchRole.LEAF -> {}
            case Port.Use.Booting _ -> {
                state(rows, port.name(), MTU_MACHINE, port.up());
                rows.add(
                        "VLAN_MEMBER",
                        "Vlan%d|%s".formatted(box.pxe().vlan(), port.name()),
                        Map.of("tagging_mode", "untagged"));
            }
            case Port.Use.Firewall _ -> routed(rows, port.name(), MTU_FABRIC, Map.of(), port.up());
            case Port.Use.Member member ->
                routed(rows, port.name(), MTU_MACHINE, Map.of("vrf_name", SwitchOs.SONIC.vrf(member.vrf())), port.up());
            case Port.Use.Outside outside -> {
                state(rows, port.name(), MTU_MACHINE, port.up());
                rows.add("INTERFACE", port.name(), Map.of("vrf_name", SwitchOs.SONIC.vrf(outside.vrf())))
                        .add("INTERFACE", "%s|%s/%d".formatted(port.name(), outside.own(), outside.length()), Map.of());
            }
            case Port.Use.Lanes lanes -> {
                state(rows, port.name(), MTU_MACHINE, port.up());
                lanes.vrfs().forEach(vrf -> lane(rows, lane(port.name(), vrf), lanes, vrf));
            }
            case Port.Use.Moving _ -> {}
        }
    }

    /** Short, because names of devices of Linux end at 15 characters: {@code Eth124.4094}. */
    private static String lane(String port, int vrf) {
        return "%s.%d".formatted(shortened(port), Planner.lane(vrf));
    }

    private static String shortened(String port) {
        return port.replaceFirst("^Ethernet", "Eth");
    }

    private static void lane(Rows.Collector rows, String name, Port.Use.Lanes lanes, int vrf) {
        rows.add(
                        "VLAN_SUB_INTERFACE",
                        name,
                        Map.of(
                                "vlan",
                                String.valueOf(Planner.lane(vrf)),
                                "admin_status",
                                "up",
                                "vrf_name",
                                SwitchOs.SONIC.vrf(vrf)))
                .add("VLAN_SUB_INTERFACE", "%s|%s/%d".formatted(name, lanes.own(), lanes.length()), Map.of());
    }

    private static void routed(Rows.Collector rows, String port, String mtu, Map<String, String> more, boolean up) {
        state(rows, port, mtu, up);
        var fields = new TreeMap<>(more);
        fields.put("ipv6_use_link_local_only", "enable");
        rows.add("INTERFACE", port, fields);
    }

    private static void state(Rows.Collector rows, String port, String mtu, boolean up) {
        rows.add("PORT", port, Map.of("mtu", mtu, "admin_status", up ? "up" : "down"));
    }

    /**
     * Whether a row is one of those that are made here, and may be taken away when it is not wanted: VRFs by a number, what belongs to one of
     * the VLANs for them, and the bindings of the switch's known ports and of VLANs on them.
     */
    public static Predicate<String> owned(Desired desired) {
        var box = desired.box();
        var ports = new HashSet<>(box.links());
        desired.ports().stream()
                .filter(each -> !(each.use() instanceof Port.Use.Bridged))
                .forEach(each -> ports.add(each.name()));
        var lanes = ports.stream().map(SonicPlan::shortened).collect(Collectors.toSet());
        return key -> {
            if (VRF.matcher(key).matches()) {
                return true;
            }
            for (var pattern : new Pattern[] {VLAN, TUNNEL_MAP}) {
                var form = pattern.matcher(key);
                if (form.matches()) {
                    int vlan = Integer.parseInt(form.group(1));
                    return vlan >= box.firstVlan() && vlan <= box.lastVlan();
                }
            }
            var parts = key.split("\\|", -1);
            return switch (parts[0]) {
                case "INTERFACE" -> parts.length > 1 && ports.contains(parts[1]);
                case "VLAN_SUB_INTERFACE" ->
                    parts.length > 1 && lanes.contains(parts[1].replaceFirst("\\.[0-9]+$", ""));
                case "VLAN_MEMBER" ->
                    box.role() == SwitchRole.LEAF
                            && parts.length == 3
                            && parts[1].equals("Vlan" + box.pxe().vlan())
                            && ports.contains(parts[2]);
                default -> false;
            };
        };
    }
}
