package metalplant.fabric.config;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import metalplant.fabric.cabling.Cabling;
import metalplant.fabric.cabling.ExitCable;
import metalplant.fabric.cabling.FabricSwitch;
import metalplant.fabric.cabling.Link;
import metalplant.fabric.cabling.SwitchRole;
import metalplant.fabric.number.Numbers.Identity;
import metalplant.plan.PlantPlan;

/**
 * What the agent of a switch is told, as metal-core's variables. No secret is among it: the boot server signs for it what is about this very
 * switch.
 */
public final class AgentEnvironment {
    /** Exits stand in for each other; a rack is what the API calls such switches. */
    private static final String EXITS = "exits";

    private AgentEnvironment() {}

    /**
     * For leaves and exits. A spine has nothing that changes; an exit whose neighbours are written down would lose them to an agent, which
     * knows those of the API alone.
     *
     * @param port of the plant's boot server, at the plant's address among switches
     * @return lines of a file with variables; empty for a switch that gets no agent
     */
    public static Optional<String> of(
            PlantPlan plan, Cabling cabling, FabricSwitch of, Optional<Identity> identity, int port) {
        boolean has = of.role() == SwitchRole.LEAF
                || (of.role() == SwitchRole.EXIT && of.peers().isEmpty());
        return identity.filter(_ -> has).map(each -> text(plan, cabling, of, each, port));
    }

    private static String text(PlantPlan plan, Cabling cabling, FabricSwitch of, Identity identity, int port) {
        var network = plan.networks().management().orElseThrow();
        var variables = new TreeMap<String, String>();
        variables.put("ROLE", of.role().word());
        variables.put("PARTITION_ID", plan.place().partition());
        variables.put("RACK_ID", of.rack().isEmpty() ? EXITS : of.rack());
        variables.put("LOOPBACK_IP", identity.loopback().toString());
        variables.put("ASN", String.valueOf(identity.asn()));
        variables.put("SPINE_UPLINKS", of.links().stream().map(Link::port).collect(Collectors.joining(",")));
        variables.put("MANAGEMENT_CIDR", of.address() + "/" + network.prefix().length());
        variables.put("PXE_VLAN_ID", String.valueOf(cabling.pxeVlan()));
        of.pxeAddress().ifPresent(each -> variables.put("CIDR", each.toString()));
        if (!of.plant().isEmpty()) {
            variables.put("ADDITIONAL_BRIDGE_PORTS", String.join(",", of.plant()));
        }
        if (!of.cables().isEmpty()) {
            variables.put("CABLES", of.cables().stream().map(ExitCable::text).collect(Collectors.joining(",")));
        }
        variables.put("RECONFIGURE_SWITCH", "true");
        // The boot server knows the caller by its address and card.
        variables.put("HMAC_KEY", "none");
        variables.put("METAL_API_PROTOCOL", "http");
        variables.put("METAL_API_IP", network.plant().toString());
        variables.put("METAL_API_PORT", String.valueOf(port));
        variables.put("METAL_API_BASEPATH", "/switch/api/");
        return variables.entrySet().stream()
                .map(AgentEnvironment::line)
                .collect(Collectors.joining("", "# Made by the plant, at each provisioning anew.\n", ""));
    }

    private static String line(Map.Entry<String, String> variable) {
        return "METAL_CORE_%s=%s\n".formatted(variable.getKey(), variable.getValue());
    }
}
