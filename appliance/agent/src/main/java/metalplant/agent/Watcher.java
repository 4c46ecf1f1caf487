package metalplant.agent;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import metalplant.agent.host.SwitchHost;
import metalplant.agent.watch.Finding;
import metalplant.agent.watch.Monitor;
import metalplant.agent.watch.VrfTable;
import metalplant.fabric.engine.Desired;
import metalplant.fabric.policy.VrfPolicy;
import metalplant.fabric.zone.Zone;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;

/** Asks FRR what it knows, takes from whom and tells, and lets the monitor judge. */
final class Watcher {
    private static final int FINDINGS_MAX = 256;
    private static final Pattern TYPE_5 =
            Pattern.compile("\\[5]:\\[[0-9]+]:\\[([0-9]{1,3})]:\\[([0-9a-fA-F.:]{2,45})]");

    private final SwitchHost host;
    private Map<String, Integer> counts = new HashMap<>();

    Watcher(SwitchHost host) {
        this.host = host;
    }

    /** Everything that is wrong now, the first 256 of it. */
    List<Finding> look(Zone zone, Desired desired) {
        var seen = new HashMap<String, Integer>();
        var found = look(zone, desired, seen);
        counts = seen;
        return found;
    }

    /** The same, between two looks: jumps of numbers are still to be seen at the next one. */
    List<Finding> glance(Zone zone, Desired desired) {
        return look(zone, desired, new HashMap<>());
    }

    private List<Finding> look(Zone zone, Desired desired, Map<String, Integer> seen) {
        var tables = new ArrayList<VrfTable>();
        var imports = new TreeMap<String, Set<String>>();
        var exports = new TreeMap<String, List<Cidr>>();
        var told = desired.policy().vrfs().isEmpty() ? null : host.show("show bgp l2vpn evpn route type prefix json");
        for (var vrf : desired.policy().vrfs()) {
            var name = name(desired, vrf);
            var paths = new ArrayList<VrfTable.Path>();
            int unreadable = 0;
            for (var family : List.of("ipv4", "ipv6")) {
                var table = VrfTable.read(name, host.show("show bgp vrf %s %s unicast json".formatted(name, family)));
                paths.addAll(table.paths());
                unreadable += table.unreadable();
            }
            tables.add(new VrfTable(name, paths, unreadable));
            seen.put(name, (int)
                    paths.stream().map(VrfTable.Path::prefix).distinct().count());
            imports.put(name, sources(host.show("show bgp vrf %s ipv4 unicast route-leak json".formatted(name))));
            if (told != null) {
                var rd = host.show("show bgp vrf %s vni json".formatted(name))
                        .path("rd")
                        .asText("");
                exports.put(name, exported(told, rd));
            }
        }
        var found = new LinkedHashSet<>(Monitor.of(zone, desired, tables, counts));
        found.addAll(Monitor.graph(desired.policy(), imports));
        found.addAll(Monitor.exports(zone, desired, exports));
        return found.stream().limit(FINDINGS_MAX).toList();
    }

    private static String name(Desired desired, VrfPolicy vrf) {
        return desired.box().os().vrf(Integer.parseInt(vrf.name().replaceAll("[^0-9]", "")));
    }

    private static Set<String> sources(JsonNode answer) {
        var found = new TreeSet<String>();
        answer.path("importFromVrfs").forEach(each -> found.add(each.asText("")));
        return found;
    }

    /** What this switch has put into EVPN out of the VRF with this route distinguisher. */
    static List<Cidr> exported(JsonNode answer, String rd) {
        var found = new ArrayList<Cidr>();
        if (rd.isEmpty()) {
            return found;
        }
        answer.path(rd).properties().forEach(each -> {
            var form = TYPE_5.matcher(each.getKey());
            if (form.matches()) {
                IpAddress.tryParse(form.group(2)).ifPresent(address -> {
                    int length = Integer.parseInt(form.group(1));
                    if (length <= address.family().bits()) {
                        found.add(new Cidr(address, length));
                    }
                });
            }
        });
        return found;
    }
}
