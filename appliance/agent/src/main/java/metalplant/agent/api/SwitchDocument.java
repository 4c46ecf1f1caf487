package metalplant.agent.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import metalplant.fabric.engine.Box;
import metalplant.fabric.engine.Port;
import metalplant.fabric.engine.Port.Use;
import metalplant.model.Problem;
import metalplant.model.ip.Cidr;

/**
 * What a plant wants of a switch's ports, parsed.
 *
 * @param filters what machines in a VRF may announce, by its number
 */
public record SwitchDocument(List<Port> ports, SortedMap<Integer, List<Cidr>> filters) {
    private static final int PORTS_MAX = 1024;
    private static final int FILTER_MAX = 4096;

    /**
     * Reads the answer of {@code GET /v1/switch/ID}.
     *
     * @param known the ports that the switch has; others are none of its business
     * @throws Problem RULE_VIOLATED if it is not one that can be carried out whole
     */
    public static SwitchDocument read(JsonNode document, Box box, List<String> known) {
        var nics = document.path("nics");
        if (!nics.isArray() || nics.size() > PORTS_MAX) {
            throw Problem.refused("the plant's answer has no list of ports");
        }
        var ports = new TreeMap<String, Port>();
        var filters = new TreeMap<Integer, TreeSet<Cidr>>();
        for (var nic : nics) {
            var name = nic.path("name").asText("");
            if (!known.contains(name)) {
                throw Problem.refused("the plant names the port \"%s\", which is not here".formatted(shown(name)));
            }
            if (box.links().contains(name)) {
                continue;
            }
            var use = box.bridged().contains(name) ? new Use.Bridged() : use(nic, filters);
            if (ports.put(name, new Port(name, use, isUp(nic))) != null) {
                throw Problem.refused("the plant names the port %s twice".formatted(name));
            }
        }
        var lists = new TreeMap<Integer, List<Cidr>>();
        filters.forEach((vrf, list) -> lists.put(vrf, List.copyOf(list)));
        return new SwitchDocument(List.copyOf(ports.values()), lists);
    }

    /** Newer plants say it in a field of its own, older ones in {@code actual}. */
    private static boolean isUp(JsonNode nic) {
        var wanted = nic.path("admin_status").asText("");
        return !(wanted.isEmpty() ? nic.path("actual").asText("") : wanted).equalsIgnoreCase("DOWN");
    }

    private static Use use(JsonNode nic, Map<Integer, TreeSet<Cidr>> filters) {
        var vrf = nic.path("vrf").asText("");
        var filter = nic.path("filter");
        if (vrf.isEmpty()) {
            return new Use.Booting();
        }
        if (vrf.equals("default")) {
            return new Use.Firewall(cidrs(filter), vnis(filter));
        }
        if (!vrf.matches("[vV]rf[1-9][0-9]{0,7}")) {
            throw Problem.refused("the plant wants the VRF \"%s\"".formatted(shown(vrf)));
        }
        int number = Integer.parseInt(vrf.substring("vrf".length()));
        // Two machines of one network may come with lists of different age: what one of them may, both may.
        filters.computeIfAbsent(number, _ -> new TreeSet<>()).addAll(cidrs(filter));
        return new Use.Member(number);
    }

    private static List<Cidr> cidrs(JsonNode filter) {
        var found = new ArrayList<Cidr>();
        for (var each : bounded(filter.path("cidrs"))) {
            found.add(Cidr.tryParse(each.asText(""))
                    .orElseThrow(() -> Problem.refused("the plant lets \"%s\" be announced, which is no prefix"
                            .formatted(shown(each.asText(""))))));
        }
        return found;
    }

    private static List<Integer> vnis(JsonNode filter) {
        var found = new HashSet<Integer>();
        for (var each : bounded(filter.path("vnis"))) {
            if (!each.asText("").matches("[1-9][0-9]{0,7}")) {
                throw Problem.refused("the plant names the VNI \"%s\"".formatted(shown(each.asText(""))));
            }
            found.add(Integer.parseInt(each.asText()));
        }
        return List.copyOf(new TreeSet<>(found));
    }

    private static JsonNode bounded(JsonNode list) {
        if (list.size() > FILTER_MAX) {
            throw Problem.refused("a filter has more than %d entries".formatted(FILTER_MAX));
        }
        return list;
    }

    /** A stranger's text, as it may stand in a line of a log. */
    public static String shown(String text) {
        var clean = text.replaceAll("[^ -~]", "?");
        return clean.substring(0, Math.min(60, clean.length()));
    }
}
