package metalplant.rack.leaf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the plant wants of a leaf's ports, as far as a leaf acts on it.
 *
 * @param vrfs port to VRF: empty is the boot network, {@code default} a firewall, {@code vrf<N>} a tenant
 */
public record DesiredPorts(SortedMap<String, String> vrfs) {
    private static final long VNI_MAX = (1L << 24) - 1;

    public DesiredPorts {
        vrfs = Collections.unmodifiableSortedMap(new TreeMap<>(vrfs));
    }

    /** Either the ports, or why a leaf refuses them. */
    public sealed interface Judgement {
        record Fine(DesiredPorts ports) implements Judgement {}

        record Refused(String reason) implements Judgement {}
    }

    /**
     * Judges a switch document.
     *
     * @param ports the ports that the leaf has and registered
     */
    public static Judgement judge(JsonNode document, List<String> ports) {
        if (!document.path("nics").isArray()) {
            return new Judgement.Refused("the document has no nics");
        }
        var vrfs = new TreeMap<String, String>();
        var cidrs = new HashMap<String, JsonNode>();
        for (JsonNode nic : document.path("nics")) {
            String name = nic.path("name").asText("");
            String vrf = nic.path("vrf").asText("");
            if (!ports.contains(name)) {
                return new Judgement.Refused("port '" + name + "' is unknown here");
            }
            if (vrfs.put(name, vrf) != null) {
                return new Judgement.Refused("port " + name + " is named twice");
            }
            var fault = vrfFault(name, vrf).or(() -> filterFault(name, vrf, nic.path("filter"), cidrs));
            if (fault.isPresent()) {
                return new Judgement.Refused(fault.get());
            }
        }
        for (String port : ports) {
            if (!vrfs.containsKey(port)) {
                return new Judgement.Refused("port " + port + " is missing");
            }
        }
        return new Judgement.Fine(new DesiredPorts(vrfs));
    }

    private static Optional<String> vrfFault(String port, String vrf) {
        boolean known = vrf.isEmpty()
                || vrf.equals("default")
                || vrf.matches("vrf[1-9][0-9]{0,7}") && Long.parseLong(vrf.substring(3)) <= VNI_MAX;
        return known ? Optional.empty() : Optional.of("port " + port + " has the VRF '" + vrf + "'");
    }

    private static Optional<String> filterFault(String port, String vrf, JsonNode filter, Map<String, JsonNode> seen) {
        if (!filter.isObject()) {
            return Optional.empty();
        }
        JsonNode cidrs = filter.path("cidrs");
        for (JsonNode cidr : cidrs) {
            if (!isCidr(cidr.asText(""))) {
                return Optional.of("port " + port + " has the filter '" + cidr.asText("") + "'");
            }
        }
        for (JsonNode vni : filter.path("vnis")) {
            if (!vni.asText("").matches("[1-9][0-9]{0,7}")) {
                return Optional.of("port " + port + " has the VNI '" + vni.asText("") + "'");
            }
        }
        // A leaf has one inbound filter per tenant VRF: two servers that ask for different ones overwrite each other.
        if (vrf.startsWith("vrf") && cidrs.isArray()) {
            var other = seen.putIfAbsent(vrf, cidrs);
            if (other != null && !other.equals(cidrs)) {
                return Optional.of("port " + port + " filters " + vrf + " unlike another port");
            }
        }
        return Optional.empty();
    }

    /** Only the shape: a leaf's own tools would say no to anything else. */
    static boolean isCidr(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,3}")) {
            return false;
        }
        String address = text.substring(0, slash);
        int length = Integer.parseInt(text.substring(slash + 1));
        if (address.contains(":")) {
            return length <= 128 && address.matches("[0-9a-fA-F:.]{2,45}");
        }
        return length <= 32 && address.matches("((25[0-5]|2[0-4][0-9]|1?[0-9]{1,2})(\\.(?!$)|$)){4}");
    }
}
