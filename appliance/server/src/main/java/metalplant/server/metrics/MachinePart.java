package metalplant.server.metrics;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Machines: one list of all with what their controllers say, one of their issues. */
final class MachinePart {
    private static final String NONE = "NOTALLOCATED";
    private static final String CLUSTER = "cluster.metal-stack.io/id=";
    private static final String ASN = "machine.metal-stack.io/network.primary.asn=";
    /** Of more machines only the issues that they have are told: a line for each other one would be most of the page. */
    private static final int ZEROS_MAX = 1_000;

    private static final String HOUR = "{\"last_error_threshold\":3600000000000}";

    private final Documents documents;

    MachinePart(Documents documents) {
        this.documents = documents;
    }

    void read(Page page) {
        var known = new TreeSet<String>();
        documents.rows("GET", "/v1/machine/issues", "", issue -> {
            known.add(text(issue, "/id"));
            page.add(
                    Metric.MACHINE_ISSUES_INFO,
                    1,
                    text(issue, "/id"),
                    text(issue, "/description"),
                    text(issue, "/severity"),
                    text(issue, "/ref_url"));
        });
        var issues = new HashMap<String, Set<String>>();
        documents.rows(
                "POST",
                "/v1/machine/issues/evaluate",
                HOUR,
                machine -> issues.put(text(machine, "/machineid"), Set.copyOf(texts(machine.at("/issues")))));
        var ids = new ArrayList<String>();
        documents.rows("POST", "/v1/machine/ipmi/find", "{}", machine -> {
            ids.add(text(machine, "/id"));
            allocation(page, machine);
            controller(page, machine);
        });
        issues(page, ids, known, issues);
    }

    private static void issues(Page page, List<String> ids, Set<String> known, Map<String, Set<String>> issues) {
        for (var id : ids) {
            var has = issues.getOrDefault(id, Set.of());
            for (var issue : ids.size() <= ZEROS_MAX ? known : has) {
                page.add(Metric.MACHINE_ISSUES, has.contains(issue) ? 1 : 0, id, issue);
            }
        }
    }

    private static void allocation(Page page, JsonNode machine) {
        var allocation = machine.path("allocation");
        boolean allocated = allocation.isObject();
        var tags = texts(machine.path("tags"));
        page.add(
                Metric.MACHINE_INFO,
                1,
                text(machine, "/id"),
                text(machine, "/partition/id"),
                allocated ? text(allocation, "/hostname") : NONE,
                allocated ? tag(tags, CLUSTER) : NONE,
                allocated ? tag(tags, ASN) : NONE,
                text(allocation, "/role"),
                or(text(machine, "/state/value"), "AVAILABLE"),
                allocated ? or(text(allocation, "/image/id"), NONE) : NONE);
    }

    private static void controller(Page page, JsonNode machine) {
        var id = text(machine, "/id");
        var ipmi = machine.path("ipmi");
        page.add(
                Metric.MACHINE_POWER_STATE,
                switch (text(ipmi, "/powerstate")) {
                    case "ON" -> 1;
                    case "OFF" -> 0;
                    default -> -1;
                },
                id);
        var supplies = ipmi.path("powersupplies");
        if (supplies.isArray()) {
            page.add(Metric.MACHINE_SUPPLIES, supplies.size(), id);
            page.add(
                    Metric.MACHINE_SUPPLIES_HEALTHY,
                    supplies.valueStream()
                            .filter(supply -> text(supply, "/status/health").equals("OK"))
                            .count(),
                    id);
        }
        var watts = ipmi.at("/powermetric/averageconsumedwatts");
        if (watts.isNumber()) {
            page.add(Metric.MACHINE_POWER, watts.doubleValue(), id);
        }
        hardware(page, machine, ipmi);
    }

    private static void hardware(Page page, JsonNode machine, JsonNode ipmi) {
        var fru = ipmi.path("fru");
        page.add(
                Metric.MACHINE_HARDWARE,
                1,
                text(machine, "/id"),
                text(machine, "/partition/id"),
                or(text(machine, "/size/name"), "UNKNOWN"),
                text(ipmi, "/bmcversion"),
                text(machine, "/bios/version"),
                text(fru, "/chassis_part_number"),
                text(fru, "/chassis_part_serial"),
                text(fru, "/board_mfg"),
                text(fru, "/board_mfg_serial"),
                text(fru, "/board_part_number"),
                text(fru, "/product_manufacturer"),
                text(fru, "/product_part_number"),
                text(fru, "/product_serial"));
    }

    private static String tag(List<String> tags, String name) {
        return tags.stream()
                .filter(tag -> tag.startsWith(name))
                .map(tag -> tag.substring(name.length()))
                .findFirst()
                .orElse(NONE);
    }

    static String text(JsonNode document, String pointer) {
        return document.at(pointer).asText("");
    }

    static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asText).toList();
    }

    private static String or(String text, String otherwise) {
        return Stream.of(text).filter(each -> !each.isEmpty()).findFirst().orElse(otherwise);
    }
}
