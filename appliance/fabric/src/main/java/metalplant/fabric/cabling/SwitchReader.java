package metalplant.fabric.cabling;

import static metalplant.fabric.cabling.HardwareReader.matching;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.regex.Pattern;
import metalplant.fabric.cabling.Draft.Use;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.IpAddress;
import metalplant.plan.Nearest;
import metalplant.plan.PlantPlan.HostAddress;
import metalplant.plan.Section;
import metalplant.plan.Section.Value;

/** Reads one switch of the part {@code switches}. */
final class SwitchReader {
    /** A name of a host; SONiC and DNS take it. */
    static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private static final Pattern RACK = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern MAC = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");
    private static final Pattern SERIAL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9./_-]{0,63}");
    private static final Pattern RANGE = Pattern.compile("Ethernet[0-9]{1,4}(-Ethernet[0-9]{1,4})?");
    private static final String RANGE_FORM = "a port, or the first and the last of some, as Ethernet0-Ethernet44";

    private final Section section;
    private final Map<String, Hardware> kinds;
    private final Map<String, Integer> lines = new HashMap<>();
    private final List<Use> uses = new ArrayList<>();

    private SwitchReader(Section section, Map<String, Hardware> kinds) {
        this.section = section;
        this.kinds = kinds;
    }

    /** Empty if something that it needs is missing or wrong, which was complained about. */
    static Optional<Draft> read(Section.Entry entry, Map<String, Hardware> kinds) {
        return new SwitchReader(entry.section(), kinds).draft(entry.name());
    }

    private Optional<Draft> draft(String name) {
        var role = required("role", "leaf, spine, exit or mgmt", SwitchRole::of);
        var sku = required("hardware", "one of the kinds under hardware", this::kind);
        var mac = required("mac", "the address of its management port, as 80:a2:35:00:00:01", SwitchReader::mac);
        var address = required("address", "the IPv4 address of its management port", SwitchReader::ipv4);
        var serial = optional("serial", "the serial number in its EEPROM", text -> matching(SERIAL, text));
        var rack = optional("rack", "the id of a rack", text -> matching(RACK, text));
        var loopback = optional("loopback", "an IPv4 address", SwitchReader::ipv4);
        var asn = optional("asn", "an ASN", SwitchReader::asn);
        var pxe = optional(
                "pxe-address", "an address with the length of its network, as 172.16.4.2/22", SwitchReader::host);
        var breakouts = section.list("breakouts", Breakout.FORM, Breakout::read).orElse(List.of());
        var ports = sku.map(kind -> broken(kind, breakouts)).orElse(List.of());
        var links = section.list("links", Link.FORM, Link::read).orElse(List.of());
        var machines = ranges("machines", ports);
        var plant = ranges("plant", ports);
        var peers = section.list("peers", Peer.FORM, Peer::read).orElse(List.of());
        var cables = section.list("cables", ExitCable.FORM, ExitCable::read).orElse(List.of());
        section.refuseUnknown();
        peers.stream().findFirst().ifPresent(each -> lines.put("peers", each.line()));
        peers.forEach(each -> use(each.value().port(), "peers", each.line(), ports));
        cables.stream().findFirst().ifPresent(each -> lines.put("cables", each.line()));
        cables.forEach(each -> use(each.value().port(), "cables", each.line(), ports));
        if (role.isEmpty() || sku.isEmpty() || mac.isEmpty() || address.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Draft(
                new FabricSwitch(
                        name,
                        role.get(),
                        rack.orElse(""),
                        sku.get(),
                        mac.get(),
                        serial,
                        address.get(),
                        loopback,
                        asn.map(OptionalLong::of).orElse(OptionalLong.empty()),
                        pxe,
                        values(breakouts),
                        ports,
                        List.of(),
                        machines,
                        plant,
                        values(peers),
                        values(cables)),
                section,
                lines,
                links,
                uses));
    }

    private <T> Optional<T> required(String key, String form, Function<String, Optional<T>> reader) {
        return noted(key, section.required(key, form, reader));
    }

    private <T> Optional<T> optional(String key, String form, Function<String, Optional<T>> reader) {
        return noted(key, section.value(key, form, reader));
    }

    private <T> Optional<T> noted(String key, Optional<Value<T>> found) {
        found.ifPresent(each -> lines.put(key, each.line()));
        return found.map(Value::value);
    }

    private Optional<Hardware> kind(String text) {
        return Optional.ofNullable(kinds.get(text));
    }

    private static Optional<String> mac(String text) {
        return matching(MAC, text.toLowerCase(java.util.Locale.ROOT))
                // A group's address is nobody's.
                .filter(each -> (Integer.parseInt(each.substring(0, 2), 16) & 1) == 0);
    }

    private static Optional<IpAddress> ipv4(String text) {
        return IpAddress.tryParse(text).filter(each -> each.family() == AddressFamily.IPV4);
    }

    private static Optional<Long> asn(String text) {
        return text.matches("[1-9][0-9]{0,9}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
    }

    private static Optional<HostAddress> host(String text) {
        int slash = text.indexOf('/');
        return slash < 0 || !text.substring(slash + 1).matches("[89]|[12][0-9]|3[01]")
                ? Optional.empty()
                : ipv4(text.substring(0, slash))
                        .map(address -> new HostAddress(address, Integer.parseInt(text.substring(slash + 1))));
    }

    private List<FrontPort> broken(Hardware kind, List<Value<Breakout>> breakouts) {
        var byPort = new HashMap<String, Breakout>();
        for (var each : breakouts) {
            var whole = kind.ports().stream()
                    .filter(port -> port.name().equals(each.value().port()))
                    .findFirst();
            if (whole.isEmpty()) {
                unknown(each.value().port(), "breakouts", each.line(), kind.ports());
            } else if (whole.get().lanes().size() % each.value().pieces() != 0) {
                section.complain(
                        each.line(),
                        "breakouts",
                        "%s has %d lanes, which cannot be %d ports"
                                .formatted(
                                        each.value().port(),
                                        whole.get().lanes().size(),
                                        each.value().pieces()));
            } else if (byPort.put(each.value().port(), each.value()) != null) {
                section.complain(each.line(), "breakouts", each.value().port() + " is broken out twice");
            }
        }
        var ports = new ArrayList<FrontPort>();
        for (var port : kind.ports()) {
            var breakout = byPort.get(port.name());
            ports.addAll(breakout == null ? List.of(port) : port.broken(breakout));
        }
        return List.copyOf(ports);
    }

    private List<String> ranges(String key, List<FrontPort> ports) {
        var found = new ArrayList<String>();
        for (var each :
                section.list(key, RANGE_FORM, text -> matching(RANGE, text)).orElse(List.of())) {
            lines.putIfAbsent(key, each.line());
            var ends = each.value().split("-", -1);
            int first = use(ends[0], key, each.line(), ports);
            int last = ends.length == 1 ? first : index(ends[1], ports);
            if (ends.length == 2 && last < 0 && !ports.isEmpty()) {
                unknown(ends[1], key, each.line(), ports);
            } else if (first >= 0 && last >= 0 && last < first) {
                section.complain(each.line(), key, "%s comes before %s".formatted(ends[1], ends[0]));
            } else if (first >= 0 && last >= 0) {
                for (int i = first; i <= last; i++) {
                    found.add(ports.get(i).name());
                    if (i > first) {
                        uses.add(new Use(ports.get(i).name(), key, each.line()));
                    }
                }
            }
        }
        return List.copyOf(found);
    }

    /** Its place among the ports; -1, with a complaint, if it has none. */
    private int use(String port, String key, int line, List<FrontPort> ports) {
        int index = index(port, ports);
        if (index >= 0) {
            uses.add(new Use(port, key, line));
        } else if (!ports.isEmpty()) {
            unknown(port, key, line, ports);
        }
        return index;
    }

    private static int index(String port, List<FrontPort> ports) {
        return ports.stream().map(FrontPort::name).toList().indexOf(port);
    }

    private void unknown(String port, String key, int line, List<FrontPort> ports) {
        section.complain(line, key, noSuchPort(port, ports));
    }

    static String noSuchPort(String port, List<FrontPort> ports) {
        var names = ports.stream().map(FrontPort::name).toList();
        return "there is no port %s%s"
                .formatted(
                        port,
                        Nearest.of(port, names)
                                .map("; did you mean %s?"::formatted)
                                .orElse(""));
    }

    private static <T> List<T> values(List<Value<T>> found) {
        return found.stream().map(Value::value).toList();
    }
}
