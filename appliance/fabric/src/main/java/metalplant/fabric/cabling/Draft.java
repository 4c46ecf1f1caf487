package metalplant.fabric.cabling;

import java.util.List;
import java.util.Map;
import metalplant.plan.Section;
import metalplant.plan.Section.Value;

/**
 * One switch as it was written down, before it was held against the others.
 *
 * @param is without the links that only their other ends name
 * @param section where it stands
 * @param lines of its keys
 * @param links as written here
 * @param uses each port that is used here, but for links
 */
record Draft(FabricSwitch is, Section section, Map<String, Integer> lines, List<Value<Link>> links, List<Use> uses) {
    Draft {
        lines = Map.copyOf(lines);
        links = List.copyOf(links);
        uses = List.copyOf(uses);
    }

    /**
     * What a port is used for.
     *
     * @param by the key, and at a link its other end
     */
    record Use(String port, String by, int line) {}

    String name() {
        return is.name();
    }

    int line(String key) {
        return lines.getOrDefault(key, section.line());
    }

    boolean hasPort(String port) {
        return is.ports().stream().anyMatch(each -> each.name().equals(port));
    }
}
