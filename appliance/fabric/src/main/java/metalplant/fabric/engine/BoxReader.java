package metalplant.fabric.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import metalplant.fabric.cabling.SwitchRole;
import metalplant.fabric.engine.Port.Use;
import metalplant.fabric.policy.Session.Terms;
import metalplant.fabric.zone.External;
import metalplant.fabric.zone.Zone;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.plan.Finding;
import metalplant.plan.Section;
import metalplant.plan.Section.Value;

/**
 * Reads the switches of a zone that somebody wrote down, as YAML: what stands where and what hangs at its ports, so that each gets its whole
 * file. All that is wrong is said at once, each with its line.
 */
public final class BoxReader {
    /** Where machines boot: no file of FRR says anything of it. */
    private static final Box.Pxe PXE = new Box.Pxe(4001, Optional.empty(), List.of());

    private static final long ASN_MAX = 4_294_967_294L;
    private static final String PORT = "Ethernet[0-9]{1,4}";
    private static final String NETWORK_FORM = "the name of a network of the zone";

    private final Zone zone;
    private final Map<String, Long> asns = new HashMap<>();
    private final List<External> externals = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    private BoxReader(Zone zone) {
        this.zone = zone;
        zone.partitions().forEach(partition -> {
            partition.leaves().forEach(each -> asns.put(each.name(), each.asn()));
            partition.exits().forEach(each -> asns.put(each.name(), each.asn()));
        });
    }

    /** What came of a text. */
    public sealed interface Result {
        /** @param model the zone with the neighbours outside that the text names, and its switches */
        record Good(PartitionModel model) implements Result {}

        /** @param findings at least one */
        record Bad(List<Finding> findings) implements Result {}
    }

    /** The switches that a text describes, all of those of the zone among them. */
    public static Result read(Zone zone, String text) {
        var reader = new BoxReader(zone);
        try {
            var model = reader.model(Section.of(text, reader.findings));
            return reader.findings.isEmpty() ? new Result.Good(model) : new Result.Bad(List.copyOf(reader.findings));
        } catch (Section.Unreadable e) {
            return new Result.Bad(List.of(e.finding()));
        }
    }

    private PartitionModel model(Section file) {
        var switches = new ArrayList<PartitionModel.SwitchModel>();
        var missing = new HashSet<>(asns.keySet());
        for (var entry : file.entries()) {
            missing.remove(entry.name());
            one(entry).ifPresent(switches::add);
            entry.section().refuseUnknown();
        }
        missing.stream()
                .sorted()
                .forEach(each ->
                        file.complain(file.line(), each, "is a switch of the zone, and nothing says where it stands"));
        return new PartitionModel(
                new Zone(
                        zone.partitions(), zone.networks(), zone.peerings(), zone.cables(), externals, zone.proposal()),
                switches);
    }

    private Optional<PartitionModel.SwitchModel> one(Section.Entry entry) {
        var section = entry.section();
        var role =
                section.required("role", "leaf, spine or exit", BoxReader::role).map(Value::value);
        var loopback = section.required("loopback", "an IPv4 address", IpAddress::tryParse)
                .map(Value::value);
        var links = section.list("links", "a port such as Ethernet0", BoxReader::port).orElse(List.of()).stream()
                .map(Value::value)
                .toList();
        var ports = Stream.of(machines(section), firewalls(section), neighbours(entry.name(), section))
                .flatMap(List::stream)
                .toList();
        once(section, links, ports);
        return asn(entry)
                .flatMap(as -> role.flatMap(what -> loopback.map(address ->
                        new PartitionModel.SwitchModel(box(entry.name(), what, as, address, links), ports, Map.of()))));
    }

    private static Box box(String name, SwitchRole role, long asn, IpAddress loopback, List<String> links) {
        return new Box(
                name, SwitchOs.SONIC, role, asn, loopback, links, List.of(), Box.Management.NONE, PXE, true, true);
    }

    /** Leaves and exits have theirs in the zone. */
    private Optional<Long> asn(Section.Entry entry) {
        var known = asns.get(entry.name());
        if (known != null) {
            return Optional.of(known);
        }
        return entry.section()
                .required("asn", "a number from 1 to " + ASN_MAX, BoxReader::number)
                .map(Value::value);
    }

    private static void once(Section section, List<String> links, List<Port> ports) {
        var seen = new HashSet<String>();
        Stream.concat(links.stream(), ports.stream().map(Port::name))
                .filter(each -> !seen.add(each))
                .forEach(each -> section.complain(section.line(), each, "is there twice"));
    }

    /** Each port with the network in which its machine is. */
    private List<Port> machines(Section of) {
        var section = of.section("machines");
        return section.stream()
                .flatMap(each -> each.keys().stream())
                .flatMap(name -> section
                        .orElseThrow()
                        .required(name, NETWORK_FORM, this::network)
                        .flatMap(network -> ofPort(
                                section.orElseThrow(),
                                name,
                                new Use.Member(network.value().vrf())))
                        .stream())
                .toList();
    }

    /** Each port with the addresses that its firewall has in the fabric, and the networks in which it is. */
    private List<Port> firewalls(Section of) {
        return parts(of, "firewalls", entry -> {
            var addresses = values(entry.section(), "addresses", "a prefix such as 10.0.1.200/32", Cidr::tryParse);
            var vnis = values(entry.section(), "networks", NETWORK_FORM, this::network).stream()
                    .map(Zone.Network::vrf)
                    .toList();
            return ofPort(of, entry.name(), new Use.Firewall(addresses, vnis));
        });
    }

    private List<Port> neighbours(String exit, Section of) {
        return parts(of, "neighbours", entry -> {
            var section = entry.section();
            var network =
                    section.required("network", NETWORK_FORM, this::network).map(Value::value);
            var own = section.required("address", "an address with its length, as 172.16.0.1/30", BoxReader::address)
                    .map(Value::value);
            var neighbour = section.required("neighbour", "its address", IpAddress::tryParse)
                    .map(Value::value);
            var asn = section.required("asn", "a number from 1 to " + ASN_MAX, BoxReader::number)
                    .map(Value::value);
            var takes = values(section, "takes", "a prefix that it may tell", Cidr::tryParse);
            var tells = values(section, "tells", "a prefix that it is told", Cidr::tryParse);
            if (network.isEmpty() || own.isEmpty() || neighbour.isEmpty() || asn.isEmpty()) {
                return Optional.empty();
            }
            var address = own.get();
            externals.add(new External(
                    network.get().id(),
                    exit,
                    entry.name(),
                    address.ip(),
                    address.length(),
                    neighbour.get(),
                    asn.get(),
                    takes,
                    tells,
                    Terms.stranger(asns.getOrDefault(exit, asn.get()))));
            return ofPort(of, entry.name(), new Use.Outside(network.get().vrf(), address.ip(), address.length()));
        });
    }

    private static List<Port> parts(Section of, String key, Function<Section.Entry, Optional<Port>> reader) {
        return of.section(key).stream()
                .flatMap(section -> section.entries().stream())
                .flatMap(entry -> {
                    var read = reader.apply(entry);
                    entry.section().refuseUnknown();
                    return read.stream();
                })
                .toList();
    }

    private static <T> List<T> values(Section section, String key, String form, Function<String, Optional<T>> reader) {
        return section.list(key, form, reader).orElse(List.of()).stream()
                .map(Value::value)
                .toList();
    }

    private static Optional<Port> ofPort(Section section, String name, Use use) {
        if (port(name).isEmpty()) {
            section.complain(section.line(), name, "must be a port such as Ethernet8");
            return Optional.empty();
        }
        return Optional.of(new Port(name, use, true));
    }

    private Optional<Zone.Network> network(String text) {
        return zone.network(text);
    }

    private static Optional<String> port(String text) {
        return Optional.of(text).filter(each -> each.matches(PORT));
    }

    private static Optional<SwitchRole> role(String text) {
        return SwitchRole.of(text).filter(SwitchRole::routes);
    }

    private static Optional<Long> number(String text) {
        return Optional.of(text)
                .filter(each -> each.matches("[1-9][0-9]{0,9}"))
                .map(Long::valueOf)
                .filter(each -> each <= ASN_MAX);
    }

    private record Address(IpAddress ip, int length) {}

    private static Optional<Address> address(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,3}")) {
            return Optional.empty();
        }
        int length = Integer.parseInt(text.substring(slash + 1));
        return IpAddress.tryParse(text.substring(0, slash))
                .filter(each -> length <= each.family().bits())
                .map(each -> new Address(each, length));
    }
}
