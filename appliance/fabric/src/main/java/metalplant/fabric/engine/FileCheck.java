package metalplant.fabric.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads a finished {@code frr.conf} and looks for what {@code vtysh} lets pass and FRR gets wrong: names that nothing stands behind, exports
 * and imports without a map, entries that permit everything, neighbours in a VRF without both maps. It knows nothing of how the file was
 * made.
 *
 * @see "fabric-frr.md, sections 2 and 10"
 */
public final class FileCheck {
    private static final Pattern MAP = Pattern.compile("route-map (\\S+) (permit|deny) ([0-9]+)");
    private static final Pattern LIST =
            Pattern.compile("(ip|ipv6) prefix-list (\\S+) (?:seq [0-9]+ )?(?:permit|deny) .*");
    private static final Pattern COMMUNITY =
            Pattern.compile("bgp large-community-list (?:standard|expanded) (\\S+) (?:permit|deny) .*");
    private static final Pattern MATCH_PREFIX = Pattern.compile(" match (ip|ipv6) address prefix-list (\\S+)");
    private static final Pattern MATCH_COMMUNITY =
            Pattern.compile(" (?:match large-community|set large-comm-list) (\\S+)(?: delete)?");
    private static final Pattern USES_MAP = Pattern.compile(".* route-map (\\S+)(?: in| out)?");
    private static final Pattern INSTANCE = Pattern.compile("router bgp [0-9]+ vrf (\\S+)");
    private static final Pattern VRF = Pattern.compile("vrf (\\S+)");
    private static final Pattern NEIGHBOUR_MAP = Pattern.compile("  neighbor (\\S+) route-map \\S+ (in|out)");
    private static final Pattern NEIGHBOUR = Pattern.compile(" neighbor (\\S+) remote-as (?:[0-9]+|external)");
    private static final Pattern SPOKEN = Pattern.compile("  neighbor (\\S+) .*");
    private static final Pattern FAMILY = Pattern.compile(" address-family (\\S+) (\\S+)");

    private final Set<String> maps = new HashSet<>();
    private final Set<String> lists = new HashSet<>();
    private final Set<String> communities = new HashSet<>();
    private final Set<String> vrfs = new HashSet<>();
    private final Set<String> instances = new HashSet<>();
    private final List<String> mistakes = new ArrayList<>();

    private FileCheck() {}

    /** Everything that is wrong with it; nothing if FRR does with it what it says. */
    public static List<String> of(String file) {
        var check = new FileCheck();
        var lines = file.lines().toList();
        lines.forEach(check::defined);
        check.used(lines);
        return List.copyOf(check.mistakes);
    }

    private void defined(String line) {
        if (line.startsWith(" ")) {
            return;
        }
        if (line.startsWith("route-map ")) {
            keep(MAP, line, maps);
        } else if (line.startsWith("vrf ")) {
            keep(VRF, line, vrfs);
        } else if (line.startsWith("router bgp ")) {
            keep(INSTANCE, line, instances);
        } else if (line.startsWith("bgp ")) {
            keep(COMMUNITY, line, communities);
        } else if (line.startsWith("ip")) {
            var list = LIST.matcher(line);
            if (list.matches()) {
                lists.add(list.group(1) + " " + list.group(2));
            }
        }
    }

    private static void keep(Pattern pattern, String line, Set<String> names) {
        var form = pattern.matcher(line);
        if (form.matches()) {
            names.add(form.group(1));
        }
    }

    private void used(List<String> lines) {
        String block = "";
        int conditions = 0;
        String instance = "";
        String family = "";
        boolean mapped = false;
        var sides = new HashMap<String, Set<String>>();
        for (var line : lines) {
            if (!line.startsWith(" ")) {
                if (block.contains(" permit ") && block.startsWith("route-map ") && conditions == 0) {
                    say("%s permits everything", block);
                }
                if (!instance.isEmpty() && !line.startsWith("router")) {
                    sidesOf(instance, sides);
                }
                block = line;
                conditions = 0;
                sides.clear();
                var form = INSTANCE.matcher(line);
                instance = form.matches() ? form.group(1) : "";
                family = "";
            }
            conditions += line.startsWith(" match ") || line.startsWith(" set src ") ? 1 : 0;
            if (line.startsWith(" address-family ")) {
                var entered = FAMILY.matcher(line);
                family = entered.matches() ? entered.group(1) : "";
                mapped = false;
            }
            names(line);
            if (!instance.isEmpty()) {
                mapped |= line.startsWith("  import vrf route-map ");
                inVrf(instance, family, line, mapped);
                neighbours(line, family, sides);
            }
        }
    }

    private void names(String line) {
        if (!line.startsWith(" ")) {
            return;
        }
        if (line.contains(" route-map ")) {
            var map = USES_MAP.matcher(line);
            if (map.matches() && !maps.contains(map.group(1))) {
                say("route-map %s is used and not there", map.group(1));
            }
            return;
        }
        if (!line.startsWith(" match ") && !line.startsWith(" set ")) {
            return;
        }
        var prefix = MATCH_PREFIX.matcher(line);
        if (prefix.matches() && !lists.contains(prefix.group(1) + " " + prefix.group(2))) {
            say("%s prefix-list %s is used and not there", prefix.group(1), prefix.group(2));
        }
        var community = MATCH_COMMUNITY.matcher(line);
        if (community.matches() && !communities.contains(community.group(1))) {
            say("large-community-list %s is used and not there", community.group(1));
        }
    }

    private void inVrf(String instance, String family, String line, boolean mapped) {
        if (line.startsWith("  advertise ") && !vrfs.contains(instance)) {
            say("%s tells the fabric and has no VNI", instance);
            vrfs.add(instance);
        }
        if (!line.startsWith("  advertise ") && !line.startsWith("  import vrf ")) {
            return;
        }
        var words = line.strip().split(" ");
        if (words[0].equals("advertise") && !line.contains(" route-map ")) {
            say("%s of %s has no route-map", line.strip(), instance);
        }
        if (line.startsWith("  import vrf ") && !words[2].equals("route-map")) {
            if (!mapped) {
                say("import of %s into %s (%s) has no route-map before it", words[2], instance, family);
            }
            if (!instances.contains(words[2])) {
                say("%s takes from %s, which has no instance", instance, words[2]);
            }
        }
    }

    /** Directions with a map, by neighbour, and by neighbour and family where something is said of it. */
    private static void neighbours(String line, String family, Map<String, Set<String>> sides) {
        if (!line.contains(" neighbor ")) {
            return;
        }
        var neighbour = NEIGHBOUR.matcher(line);
        if (neighbour.matches()) {
            sides.computeIfAbsent(neighbour.group(1), _ -> new HashSet<>());
        }
        var spoken = SPOKEN.matcher(line);
        if (spoken.matches()) {
            sides.computeIfAbsent(spoken.group(1) + " " + family, _ -> new HashSet<>());
        }
        var map = NEIGHBOUR_MAP.matcher(line);
        if (map.matches()) {
            sides.computeIfAbsent(map.group(1), _ -> new HashSet<>()).add(map.group(2));
            sides.computeIfAbsent(map.group(1) + " " + family, _ -> new HashSet<>())
                    .add(map.group(2));
        }
    }

    private void sidesOf(String instance, Map<String, Set<String>> sides) {
        sides.forEach((neighbour, has) -> {
            boolean isMachines = neighbour.equals("MACHINE") || neighbour.startsWith("MACHINE ");
            if (!has.contains("in") || (!isMachines && !has.contains("out"))) {
                say("neighbour %s of %s has no route-map for both directions", neighbour, instance);
            }
        });
    }

    private void say(String what, Object... words) {
        mistakes.add(what.formatted(words));
    }
}
