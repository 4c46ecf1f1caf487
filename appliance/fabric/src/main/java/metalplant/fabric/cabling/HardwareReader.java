package metalplant.fabric.cabling;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import metalplant.plan.Section;
import metalplant.plan.Section.Value;

/** Reads the part {@code hardware}: each kind of switch with the table of its ports, as SONiC's {@code port_config.ini} has it. */
final class HardwareReader {
    static final Pattern SKU = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern PLATFORM = Pattern.compile("[a-z0-9_]{1,16}-[A-Za-z0-9_]{1,48}-r[0-9]{1,3}");
    private static final Pattern PORT = Pattern.compile("Ethernet[0-9]{1,4}");
    private static final Pattern LANES = Pattern.compile("[0-9]{1,4}(,[0-9]{1,4}){0,15}");
    private static final Pattern ALIAS = Pattern.compile("[A-Za-z0-9][A-Za-z0-9/()_.-]{0,63}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_+~-][A-Za-z0-9._+~/-]{0,255}");
    private static final int PORTS_MAX = 256;
    private static final int SPEED_MAX = 1_600_000;

    private HardwareReader() {}

    /** Empty if something that it needs is missing or wrong, which was complained about. */
    static Optional<Hardware> read(String sku, Section section) {
        var platform = section.required(
                "platform", "ONIE's name of it, as x86_64-accton_as7726_32x-r0", text -> matching(PLATFORM, text));
        var build = section.value("sonic", "community or edgecore", SonicBuild::of);
        var installer = section.value(
                "installer", "the name of an installer in the image store, as switch/sonic.bin", HardwareReader::name);
        var fec = section.value(
                "fec", "rs, fc, none or auto", text -> matching(Pattern.compile("rs|fc|none|auto"), text));
        var text = section.required(
                "ports", "the table of SONiC's port_config.ini, behind a | and indented", Optional::of);
        var ports = text.map(value -> ports(value, section));
        section.refuseUnknown();
        return platform.flatMap(known -> ports.map(table -> new Hardware(
                sku,
                known.value(),
                build.map(Value::value).orElse(SonicBuild.COMMUNITY),
                installer.map(Value::value),
                fec.map(Value::value).orElse(""),
                table)));
    }

    private static List<FrontPort> ports(Value<String> text, Section section) {
        var columns = List.of("name", "lanes", "alias", "index", "speed");
        var ports = new ArrayList<FrontPort>();
        var seen = new HashSet<String>();
        // Behind the mark of a block the text begins in the next line.
        int line = text.line();
        for (var row : text.value().lines().toList()) {
            line++;
            var words = Arrays.asList(row.trim().split("\\s+"));
            if (row.isBlank()) {
                continue;
            }
            if (row.trim().startsWith("#")) {
                var named = words.stream()
                        .map(word -> word.replace("#", ""))
                        .filter(word -> !word.isEmpty())
                        .toList();
                if (named.contains("lanes")) {
                    columns = named;
                }
                continue;
            }
            var port = port(columns, words);
            if (port.isEmpty()) {
                section.complain(
                        line,
                        "ports",
                        "\"%s\" is no row of %s".formatted(Section.shown(row.trim()), String.join(", ", columns)));
                continue;
            }
            check(port.get(), seen, line, section);
            ports.add(port.get());
        }
        if (ports.isEmpty() || ports.size() > PORTS_MAX) {
            section.complain(
                    text.line(), "ports", "has %d rows; a switch has 1 to %d".formatted(ports.size(), PORTS_MAX));
        }
        return ports;
    }

    private static void check(FrontPort port, HashSet<String> seen, int line, Section section) {
        for (var each : port.lanes()) {
            if (!seen.add("lane " + each)) {
                section.complain(line, "ports", "lane %d belongs to a port above".formatted(each));
            }
        }
        if (!seen.add(port.name()) | !seen.add("alias " + port.alias())) {
            section.complain(line, "ports", "%s, or its alias %s, is there twice".formatted(port.name(), port.alias()));
        }
    }

    private static Optional<FrontPort> port(List<String> columns, List<String> words) {
        var name =
                word("name", columns, words).filter(text -> PORT.matcher(text).matches());
        var lanes =
                word("lanes", columns, words).filter(text -> LANES.matcher(text).matches());
        if (name.isEmpty() || lanes.isEmpty() || words.size() > columns.size()) {
            return Optional.empty();
        }
        var alias = word("alias", columns, words).orElse(name.get());
        var index = number(word("index", columns, words).orElse("0"), PORTS_MAX);
        var speed = word("speed", columns, words)
                .flatMap(text -> number(text, SPEED_MAX))
                .filter(each -> each > 0);
        return index.isEmpty() || speed.isEmpty() || !ALIAS.matcher(alias).matches()
                ? Optional.empty()
                : Optional.of(new FrontPort(
                        name.get(),
                        Arrays.stream(lanes.get().split(","))
                                .map(Integer::valueOf)
                                .toList(),
                        alias,
                        index.get(),
                        speed.get()));
    }

    private static Optional<String> word(String column, List<String> columns, List<String> words) {
        int at = columns.indexOf(column);
        return at < 0 || at >= words.size() ? Optional.empty() : Optional.of(words.get(at));
    }

    private static Optional<Integer> number(String text, int max) {
        return text.matches("[0-9]{1,7}")
                ? Optional.of(Integer.valueOf(text)).filter(each -> each <= max)
                : Optional.empty();
    }

    static Optional<String> matching(Pattern form, String text) {
        return Optional.of(text).filter(each -> form.matcher(each).matches());
    }

    /** What the image store takes for a name is said there; this keeps out what climbs. */
    private static Optional<String> name(String text) {
        return matching(NAME, text).filter(each -> !each.contains("/.") && !each.contains("//") && !each.endsWith("/"));
    }
}
