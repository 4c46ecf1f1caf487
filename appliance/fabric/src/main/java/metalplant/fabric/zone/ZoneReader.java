package metalplant.fabric.zone;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import metalplant.fabric.zone.Zone.Cable;
import metalplant.fabric.zone.Zone.Exit;
import metalplant.fabric.zone.Zone.Leaf;
import metalplant.fabric.zone.Zone.Network;
import metalplant.fabric.zone.Zone.Partition;
import metalplant.fabric.zone.Zone.Peering;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.plan.Finding;
import metalplant.plan.Section;
import metalplant.plan.Section.Value;

/**
 * Reads a zone that somebody wrote down, as YAML. All that is wrong with a file is said at once, each with its line. Whether such a zone may
 * be is another question: {@link Admission}.
 */
public final class ZoneReader {
    private static final long ASN_MAX = 4_294_967_294L;
    private static final int VNI_MAX = 16_777_215;
    private static final int PARTITION_MAX = 65_535;

    private final List<Finding> findings = new ArrayList<>();

    private ZoneReader() {}

    /** What came of a text. */
    public sealed interface Result {
        record Good(Zone zone) implements Result {}

        /** @param findings at least one */
        record Bad(List<Finding> findings) implements Result {}
    }

    /** The zone that a text describes, or all that is wrong with the text. */
    public static Result read(String text) {
        var reader = new ZoneReader();
        try {
            var zone = reader.zone(Section.of(text, reader.findings));
            return reader.findings.isEmpty() ? new Result.Good(zone) : new Result.Bad(List.copyOf(reader.findings));
        } catch (Section.Unreadable e) {
            return new Result.Bad(List.of(e.finding()));
        }
    }

    private Zone zone(Section file) {
        var proposal = file.value("proposal", "1, 2b or 3, as MEP-19 counts them", Proposal::tryParse);
        var zone = new Zone(
                each(file, "partitions", this::partition),
                each(file, "networks", this::network),
                each(file, "peerings", this::peering),
                each(file, "cables", this::cable),
                List.of(),
                proposal.map(Value::value).orElse(Proposal.LEAVES_LEAK));
        file.refuseUnknown();
        return zone;
    }

    /** The parts of a mapping that may be left out; what does not fit is complained about and left out. */
    private static <T> List<T> each(Section of, String key, Function<Section.Entry, Optional<T>> reader) {
        return of.section(key).stream()
                .flatMap(section -> section.entries().stream())
                .flatMap(entry -> {
                    var read = reader.apply(entry);
                    entry.section().refuseUnknown();
                    return read.stream();
                })
                .toList();
    }

    private Optional<Partition> partition(Section.Entry entry) {
        var section = entry.section();
        var number = whole(section, "number", PARTITION_MAX);
        var supers = prefixes(section, "supers");
        var dci = whole(section, "dci", VNI_MAX);
        var leaves = each(section, "leaves", this::leaf);
        var exits = each(section, "exits", this::exit);
        var announceable = prefixes(section, "announceable");
        return number.flatMap(found -> dci.map(vrf ->
                new Partition(Math.toIntExact(found), supers, Math.toIntExact(vrf), leaves, exits, announceable)));
    }

    private Optional<Leaf> leaf(Section.Entry entry) {
        var hosts = new HashMap<String, List<Cidr>>();
        entry.section()
                .section("hosts")
                .ifPresent(section ->
                        section.keys().forEach(network -> hosts.put(network, prefixes(section, network))));
        return asn(entry.section()).map(asn -> new Leaf(entry.name(), asn, Map.copyOf(hosts)));
    }

    private Optional<Exit> exit(Section.Entry entry) {
        return asn(entry.section()).map(asn -> new Exit(entry.name(), asn));
    }

    private Optional<Network> network(Section.Entry entry) {
        var section = entry.section();
        var project = word(section, "project");
        var partition = whole(section, "partition", PARTITION_MAX);
        var vrf = whole(section, "vrf", VNI_MAX);
        var prefixes = prefixes(section, "prefixes");
        var announced = prefixes(section, "announced");
        var further = prefixes(section, "further");
        var leads = prefixes(section, "leads");
        if (project.isPresent() && !leads.isEmpty()) {
            section.complain(section.line(), "leads", "makes a network an external one, which is of no project");
        }
        boolean stays = section.value("stays", "yes or no", ZoneReader::yes)
                .map(Value::value)
                .orElse(false);
        return partition.flatMap(found -> vrf.map(number -> new Network(
                entry.name(),
                project,
                Math.toIntExact(found),
                Math.toIntExact(number),
                prefixes,
                further,
                kind(project.isPresent(), !leads.isEmpty()),
                announced,
                stays,
                leads)));
    }

    private static Zone.Kind kind(boolean ofProject, boolean leads) {
        if (ofProject) {
            return Zone.Kind.PRIVATE;
        }
        return leads ? Zone.Kind.EXTERNAL : Zone.Kind.SHARED;
    }

    private Optional<Peering> peering(Section.Entry entry) {
        var network1 = entry.section().required("network1", "the name of a network", ZoneReader::name);
        var network2 = entry.section().required("network2", "the name of a network", ZoneReader::name);
        var publics = prefixes(entry.section(), "publics");
        return network1.flatMap(one -> network2.map(
                other -> new Peering(one.value() + "-" + other.value(), one.value(), other.value(), false, publics)));
    }

    private Optional<Cable> cable(Section.Entry entry) {
        var section = entry.section();
        var exit1 = section.required("exit1", "the name of an exit", ZoneReader::name);
        var address1 = section.required("address1", "its address on the cable", IpAddress::tryParse);
        var exit2 = section.required("exit2", "the name of an exit", ZoneReader::name);
        var address2 = section.required("address2", "its address on the cable", IpAddress::tryParse);
        if (exit1.isEmpty() || address1.isEmpty() || exit2.isEmpty() || address2.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Cable(
                entry.name(),
                exit1.get().value(),
                address1.get().value(),
                exit2.get().value(),
                address2.get().value()));
    }

    private static Optional<Long> asn(Section section) {
        return whole(section, "asn", ASN_MAX);
    }

    private static Optional<Long> whole(Section section, String key, long most) {
        return section.required(key, "a number from 1 to " + most, text -> number(text, most))
                .map(Value::value);
    }

    private static Optional<Long> number(String text, long most) {
        return Optional.of(text)
                .filter(each -> each.matches("[1-9][0-9]{0,9}"))
                .map(Long::valueOf)
                .filter(each -> each <= most);
    }

    private static Optional<Boolean> yes(String text) {
        return switch (text) {
            case "yes", "true" -> Optional.of(true);
            case "no", "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private static Optional<String> word(Section section, String key) {
        return section.value(key, "a name", ZoneReader::name).map(Value::value);
    }

    private static Optional<String> name(String text) {
        return Optional.of(text).filter(each -> each.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,62}"));
    }

    private static List<Cidr> prefixes(Section section, String key) {
        return section.list(key, "a prefix such as 10.1.0.0/22", Cidr::tryParse).stream()
                .flatMap(List::stream)
                .map(Value::value)
                .toList();
    }
}
