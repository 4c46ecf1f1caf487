package metalplant.plan;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.plan.PlantPlan.Boot;
import metalplant.plan.PlantPlan.Engine;
import metalplant.plan.PlantPlan.Neighbour;
import metalplant.plan.PlantPlan.Networks;
import metalplant.plan.PlantPlan.Place;
import metalplant.plan.PlantPlan.Prefixes;
import metalplant.plan.PlantPlan.Reach;
import metalplant.plan.PlantPlan.Segment;
import metalplant.plan.PlantPlan.Uplink;
import metalplant.plan.PlantPlan.Wire;
import metalplant.plan.Section.Value;

/**
 * Reads {@code plant.yaml}. All that is wrong with a file is said at once, each with its line, and nothing is taken over from a file that
 * has anything wrong with it.
 */
public final class PlanReader {
    private static final int NEIGHBOURS_MAX = 8;

    private final boolean accepted;
    private final List<Finding> findings = new ArrayList<>();
    private final PrefixCheck prefixes = new PrefixCheck();

    private PlanReader(boolean accepted) {
        this.accepted = accepted;
    }

    /** What came of a text. */
    public sealed interface Result {
        record Good(PlantPlan plan) implements Result {}

        /** @param findings in the order of their lines; at least one */
        record Bad(List<Finding> findings) implements Result {}
    }

    /** The plan that a text of an operator describes, or all that is wrong with it. */
    public static Result read(String text) {
        return new PlanReader(false).plan(text);
    }

    /**
     * The same of a plan that was accepted before, in which nothing was left to a default. What it does not name came with a later version, and
     * is not there: a plant does not begin by itself to give addresses in a network in which somebody else may.
     */
    public static Result accepted(String text) {
        return new PlanReader(true).plan(text);
    }

    private Result plan(String text) {
        try {
            var plan = plan(Section.of(text, findings));
            findings.addAll(prefixes.overlaps());
            return plan.isPresent() && findings.isEmpty() ? new Result.Good(plan.get()) : bad();
        } catch (Section.Unreadable e) {
            return new Result.Bad(List.of(e.finding()));
        }
    }

    private Result bad() {
        return new Result.Bad(findings.stream()
                .sorted(Comparator.comparingInt(Finding::line).thenComparing(Finding::where))
                .toList());
    }

    private Optional<PlantPlan> plan(Section root) {
        var region = root.required("region", Forms.ID_FORM, Forms::id);
        var zone = root.required("zone", Forms.ID_FORM, Forms::id);
        var partition = root.required("partition", Forms.ID_FORM, Forms::id);
        var networks = root.section("networks").map(this::networks).orElse(defaultNetworks());
        var space = root.section("prefixes").map(this::prefixes).orElseGet(this::defaultPrefixes);
        var keys = root.section("access").map(this::keys).orElse(List.of());
        var engine = root.value("database", "postgres or cockroach", Forms::engine)
                .map(Value::value)
                .orElse(Engine.POSTGRES);
        var sources = root.section("time").map(this::sources).orElse(List.of());
        var reach = root.section("reach").flatMap(each -> reach(each, networks.uplink()));
        root.refuseUnknown();
        if (region.isEmpty() || zone.isEmpty() || partition.isEmpty()) {
            return Optional.empty();
        }
        var place = new Place(
                region.get().value(), zone.get().value(), partition.get().value());
        return Optional.of(new PlantPlan(place, networks, space, keys, engine, sources, reach));
    }

    private static Networks defaultNetworks() {
        return new Networks(
                new Uplink.Dhcp(Wire.ANY), Optional.empty(), Optional.empty(), Boot.DEFAULT, Optional.empty());
    }

    private Networks networks(Section section) {
        var uplink = section.section("uplink").map(this::uplink).orElse(new Uplink.Dhcp(Wire.ANY));
        boolean boots = section.has("pxe");
        var management = section.section("management").map(each -> management(each, boots));
        var pxe = section.section("pxe").map(this::pxe);
        section.refuseUnknown();
        return new Networks(
                uplink,
                management.flatMap(Management::segment),
                pxe.flatMap(Pxe::segment),
                pxe.map(Pxe::boot).orElse(Boot.DEFAULT),
                management.flatMap(Management::controllers));
    }

    private Uplink uplink(Section section) {
        var mode = section.required("mode", "dhcp, static or none", Forms::mode)
                .map(Value::value)
                .orElse("none");
        var result = switch (mode) {
            case "dhcp" -> new Uplink.Dhcp(wire(section));
            case "static" -> fixed(section);
            default -> new Uplink.None();
        };
        section.refuseUnknown();
        return result;
    }

    private Uplink fixed(Section section) {
        var wire = wire(section);
        var address =
                section.required("address", "an address with the length of its network, as 192.0.2.10/24", Forms::host);
        var gateway = section.value("gateway", "an address", IpAddress::tryParse);
        var dns = section.list("dns", "an address", IpAddress::tryParse).orElse(List.of());
        if (address.isEmpty()) {
            return new Uplink.None();
        }
        var network = address.get().value().network();
        prefixes.add(section.below("address"), network, address.get().line());
        gateway.filter(each -> !network.contains(each.value()))
                .ifPresent(each -> section.complain(
                        each.line(),
                        "gateway",
                        "%s is not in %s, where the plant's own address is".formatted(each.value(), network)));
        return new Uplink.Static(wire, address.get().value(), gateway.map(Value::value), values(dns));
    }

    private static Wire wire(Section section) {
        return new Wire(
                section.value("interface", "the name of a network interface, as eno1", Forms::device)
                        .map(Value::value),
                section.value("vlan", "a number from 1 to 4094", Forms::vlan)
                        .map(each -> OptionalInt.of(each.value()))
                        .orElse(OptionalInt.empty()));
    }

    private record Management(Optional<Segment> segment, Optional<AddressRange> controllers) {}

    private Management management(Section section, boolean boots) {
        var given = section.value("controllers", Forms.CONTROLLERS_FORM, Forms::controllers);
        var segment = segment(section);
        var prefix = segment.map(Segment::prefix);
        var derived = prefix.filter(_ -> boots && !accepted && !section.has("controllers"))
                .map(AddressRange::upperHalf);
        var range = given.map(Value::value).orElse(derived);
        range.filter(_ -> given.isPresent()).ifPresent(each -> {
            int line = given.get().line();
            if (!boots) {
                section.complain(
                        line,
                        "controllers",
                        "needs networks.pxe too: what gives addresses to controllers is what lets machines boot");
            }
            segment.filter(network -> !isOfHosts(each, network))
                    .ifPresent(network -> section.complain(
                            line,
                            "controllers",
                            "%s must be addresses of hosts in %s, without %s, which is the plant's"
                                    .formatted(each, network.prefix(), network.plant())));
            if (each.size().compareTo(BigInteger.valueOf(AddressRange.SIZE_MAX)) > 0) {
                section.complain(line, "controllers", "are more than %d addresses".formatted(AddressRange.SIZE_MAX));
            }
        });
        return new Management(segment, range);
    }

    private static boolean isOfHosts(AddressRange range, Segment network) {
        return range.first().compareTo(network.plant()) > 0
                && range.last().compareTo(network.prefix().last()) < 0;
    }

    private record Pxe(Optional<Segment> segment, Boot boot) {}

    private Pxe pxe(Section section) {
        var server = section.value("dhcp-server", "an address", IpAddress::tryParse);
        var relayed =
                section.list("relayed", Forms.RELAYED_FORM, Forms::relayed).orElse(List.of());
        var segment = segment(section);
        relayed.forEach(
                each -> prefixes.add(section.below("relayed"), each.value().prefix(), each.line()));
        segment.map(Segment::prefix).ifPresent(prefix -> {
            server.filter(each -> !prefix.contains(each.value()))
                    .ifPresent(each -> outside(section, each.line(), "dhcp-server", each.value(), prefix));
            relayed.stream()
                    .filter(each -> !isFixed(each.value().via(), prefix))
                    .forEach(each -> section.complain(
                            each.line(),
                            "relayed",
                            "%s must be between %s, which is the plant's, and %s: the others are given to machines"
                                    .formatted(
                                            each.value().via(),
                                            prefix.first().plus(BigInteger.ONE),
                                            prefix.first().plus(BigInteger.valueOf(DhcpConfig.FIXED)))));
        });
        if (server.isPresent() && !relayed.isEmpty()) {
            section.complain(
                    server.get().line(),
                    "dhcp-server",
                    "cannot be together with relayed: behind a relay only who gives addresses knows the machines");
        }
        return new Pxe(segment, new Boot(server.map(Value::value), values(relayed)));
    }

    private static boolean isFixed(IpAddress address, Cidr prefix) {
        return prefix.contains(address)
                && address.compareTo(prefix.first().plus(BigInteger.ONE)) > 0
                && address.compareTo(prefix.first().plus(BigInteger.valueOf(DhcpConfig.FIXED))) < 0;
    }

    private static void outside(Section section, int line, String key, IpAddress address, Cidr prefix) {
        section.complain(line, key, "%s is not in %s, where machines boot".formatted(address, prefix));
    }

    private Optional<Segment> segment(Section section) {
        var wire = wire(section);
        var prefix = section.required("prefix", "an IPv4 prefix with room for 8 addresses or more", Forms::segment);
        section.refuseUnknown();
        prefix.ifPresent(each -> prefixes.add(section.below("prefix"), each.value(), each.line()));
        return prefix.map(each -> new Segment(wire, each.value()));
    }

    private Prefixes prefixes(Section section) {
        var internet = space(section, "internet", Prefixes.DEFAULT.internet());
        var tenants = space(section, "tenant-super", Prefixes.DEFAULT.tenantSuper());
        var underlay = space(section, "underlay", Prefixes.DEFAULT.underlay());
        var length = section.value("tenant-length", "a number from 8 to 30", Forms::length);
        section.refuseUnknown();
        int bits = length.map(Value::value).orElse(Prefixes.DEFAULT.tenantLength());
        tenants.stream()
                .filter(each -> each.family() == AddressFamily.IPV4 && each.length() > bits)
                .findFirst()
                .ifPresent(each -> section.complain(
                        length.map(Value::line).orElse(section.line()),
                        "tenant-length",
                        "no /%d fits into %s".formatted(bits, each)));
        return new Prefixes(internet, tenants, bits, underlay);
    }

    private List<Cidr> space(Section section, String key, List<Cidr> otherwise) {
        var given = section.list(key, "a prefix whose host bits are zero, as 10.0.0.0/8", Forms::prefix);
        if (given.isEmpty()) {
            otherwise.forEach(each -> prefixes.add(section.below(key), each, 0));
            return otherwise;
        }
        given.get().forEach(each -> prefixes.add(section.below(key), each.value(), each.line()));
        return values(given.get());
    }

    private Prefixes defaultPrefixes() {
        var space = Prefixes.DEFAULT;
        space.tenantSuper().forEach(each -> prefixes.add("prefixes.tenant-super", each, 0));
        space.underlay().forEach(each -> prefixes.add("prefixes.underlay", each, 0));
        return space;
    }

    private Optional<Reach> reach(Section section, Uplink uplink) {
        var address = section.required("address", "the address of all plants", IpAddress::tryParse);
        var asn = section.required("asn", Forms.ASN_FORM, Forms::asn);
        var neighbours = section.list("neighbours", Forms.NEIGHBOUR_FORM, Forms::neighbour)
                .orElse(List.of());
        section.refuseUnknown();
        if (neighbours.isEmpty() || neighbours.size() > NEIGHBOURS_MAX) {
            section.complain(section.line(), "neighbours", "needs 1 to %d routers".formatted(NEIGHBOURS_MAX));
        }
        if (uplink instanceof Uplink.None) {
            section.complain(section.line(), "", "there is no uplink at which a router could be told anything");
        }
        neighbours.forEach(each -> neighbour(section, each, uplink));
        if (address.isEmpty() || asn.isEmpty()) {
            return Optional.empty();
        }
        // Nobody may be given it: neither a machine nor a project.
        prefixes.add(
                section.below("address"),
                address.get().value().asHost(),
                address.get().line());
        neighbours.forEach(each -> {
            if (each.value().asn() == asn.get().value()) {
                section.complain(
                        each.line(),
                        "neighbours",
                        "AS %d is the plant's own: each router needs another one"
                                .formatted(each.value().asn()));
            }
            if (each.value().address().family() != address.get().value().family()) {
                section.complain(
                        each.line(),
                        "neighbours",
                        "%s is not of the family of %s"
                                .formatted(each.value().address(), address.get().value()));
            }
        });
        return Optional.of(new Reach(address.get().value(), asn.get().value(), values(neighbours)));
    }

    private static void neighbour(Section section, Value<Neighbour> each, Uplink uplink) {
        if (uplink instanceof Uplink.Static fixed
                && !fixed.address().network().contains(each.value().address())) {
            section.complain(
                    each.line(),
                    "neighbours",
                    "%s is not in %s, where the uplink is"
                            .formatted(each.value().address(), fixed.address().network()));
        }
    }

    private List<String> keys(Section section) {
        var keys = section.list("ssh-keys", "one line of authorized_keys without options", Forms::sshKey)
                .orElse(List.of());
        section.refuseUnknown();
        return values(keys);
    }

    private List<String> sources(Section section) {
        var sources = section.list("sources", "a name or an address of a time server", Forms::server)
                .orElse(List.of());
        section.refuseUnknown();
        return values(sources);
    }

    private static <T> List<T> values(List<Value<T>> found) {
        return found.stream().map(Value::value).toList();
    }
}
