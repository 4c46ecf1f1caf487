package metalplant.fabric.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import metalplant.fabric.zone.Planner;

/**
 * {@code /etc/network/interfaces} of a switch with Cumulus, whole. Ports that an operator turned off are left out, as metal-core does it.
 *
 * @see "partition-wire.md, section 3.6"
 */
public final class CumulusInterfaces {
    private static final int MTU_FABRIC = 9216;
    private static final int MTU_MACHINE = 9000;
    /** L2 VNI of the network where machines boot: metal-stack's {@code 10} and the VLAN in four digits. */
    private static final int PXE_VNI_BASE = 100_000;

    private final Desired desired;
    private final List<String> lines = new ArrayList<>();

    private CumulusInterfaces(Desired desired) {
        this.desired = desired;
    }

    /** The file. */
    public static String of(Desired desired) {
        var file = new CumulusInterfaces(desired);
        file.write();
        return String.join("\n", file.lines) + "\n";
    }

    private void block(String name, String... more) {
        lines.add("auto " + name);
        lines.add("iface " + name);
        Stream.of(more).map(each -> "    " + each).forEach(lines::add);
        lines.add("");
    }

    private void write() {
        var box = desired.box();
        lines.add("# Made by the plant. What is changed here by hand is gone with the next change.");
        lines.add("");
        block("lo", "address %s/32".formatted(box.loopback()));
        var management = new ArrayList<String>();
        box.management().address().ifPresent(each -> management.add("address " + each));
        box.management().gateway().ifPresent(each -> management.add("gateway " + each));
        management.add("vrf mgmt");
        block("eth0", management.toArray(String[]::new));
        block("mgmt", "address 127.0.0.1/8", "vrf-table auto");
        box.links().forEach(each -> block(each, "mtu " + MTU_FABRIC));
        desired.ports().stream().filter(Port::up).forEach(this::port);
        bridge();
        desired.vlans().forEach(this::vrf);
        desired.policy().vrfs().stream()
                .filter(each -> each.vni().isEmpty())
                .forEach(each -> block(SwitchOs.CUMULUS.vrf(Planner.number(each.name())), "vrf-table auto"));
        pxe();
    }

    private void port(Port port) {
        switch (port.use()) {
            case Port.Use.Firewall _ -> block(port.name(), "mtu " + MTU_FABRIC);
            case Port.Use.Member member ->
                block(port.name(), "mtu " + MTU_MACHINE, "vrf " + SwitchOs.CUMULUS.vrf(member.vrf()));
            case Port.Use.Outside outside ->
                block(
                        port.name(),
                        "mtu " + MTU_MACHINE,
                        "vrf " + SwitchOs.CUMULUS.vrf(outside.vrf()),
                        "address %s/%d".formatted(outside.own(), outside.length()));
            case Port.Use.Lanes lanes -> {
                block(port.name(), "mtu " + MTU_MACHINE);
                lanes.vrfs()
                        .forEach(vrf -> block(
                                "%s.%d".formatted(port.name(), Planner.lane(vrf)),
                                "mtu " + MTU_MACHINE,
                                "vrf " + SwitchOs.CUMULUS.vrf(vrf),
                                "address %s/%d".formatted(lanes.own(), lanes.length())));
            }
            case Port.Use.Booting _ ->
                block(
                        port.name(),
                        "mtu " + MTU_MACHINE,
                        "bridge-access " + desired.box().pxe().vlan());
            case Port.Use.Bridged _ -> block(port.name(), "mtu " + MTU_MACHINE);
            case Port.Use.Moving _ -> {}
        }
    }

    private int pxeVni() {
        return PXE_VNI_BASE + desired.box().pxe().vlan();
    }

    private void bridge() {
        var onBridge = desired.ports().stream()
                .filter(each ->
                        each.up() && (each.use() instanceof Port.Use.Booting || each.use() instanceof Port.Use.Bridged))
                .map(Port::name);
        var devices = Stream.concat(
                Stream.concat(desired.vlans().keySet().stream(), Stream.of(pxeVni()))
                        .map(each -> "vni" + each),
                onBridge);
        var vids = Stream.of(
                        Stream.of(String.valueOf(desired.box().pxe().vlan())),
                        desired.vlans().values().stream().map(String::valueOf),
                        desired.box().pxe().further().stream())
                .flatMap(each -> each)
                .collect(Collectors.joining(" "));
        block(
                "bridge",
                "bridge-ports " + devices.collect(Collectors.joining(" ")),
                "bridge-vids " + vids,
                "bridge-vlan-aware yes");
    }

    private void vrf(int vrf, int vlan) {
        var name = SwitchOs.CUMULUS.vrf(vrf);
        block(name, "vrf-table auto");
        block("vlan" + vlan, "mtu " + MTU_MACHINE, "vlan-id " + vlan, "vlan-raw-device bridge", "vrf " + name);
        vni(vrf, vlan);
    }

    private void pxe() {
        int vlan = desired.box().pxe().vlan();
        var address = desired.box().pxe().address().map(each -> "address " + each);
        block(
                "vlan" + vlan,
                Stream.of(
                                Stream.of("mtu " + MTU_MACHINE),
                                address.stream(),
                                Stream.of("vlan-id " + vlan, "vlan-raw-device bridge"))
                        .flatMap(each -> each)
                        .toArray(String[]::new));
        vni(pxeVni(), vlan);
    }

    private void vni(int vni, int vlan) {
        block(
                "vni" + vni,
                "mtu " + MTU_MACHINE,
                "bridge-access " + vlan,
                "bridge-arp-nd-suppress on",
                "bridge-learning off",
                "mstpctl-bpduguard yes",
                "mstpctl-portbpdufilter yes",
                "vxlan-id " + vni,
                "vxlan-local-tunnelip " + desired.box().loopback());
    }
}
