package metalplant.fabric.cabling;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.model.number.NumberWindows;
import metalplant.plan.Finding;
import metalplant.plan.PlantPlan;
import metalplant.plan.Section;
import metalplant.plan.Section.Value;

/**
 * Reads {@code switches.yaml} and holds it against the plant's plan. All that is wrong with a file is said at once, each with its line, and
 * nothing is taken over from a file that has anything wrong with it.
 */
public final class CablingReader {
    /** Loopback addresses of switches, if nobody says where. */
    public static final Cidr LOOPBACKS = Cidr.parse("10.0.0.0/24");

    /** The VLAN in which machines of metal-stack boot. */
    public static final int PXE_VLAN = 4000;

    private static final int SWITCHES_MAX = 128;
    private static final int LOOPBACKS_LENGTH_MIN = 8;
    private static final int LOOPBACKS_LENGTH_MAX = 29;

    private final PlantPlan plan;
    private final List<Finding> findings = new ArrayList<>();

    private CablingReader(PlantPlan plan) {
        this.plan = plan;
    }

    /** What came of a text. */
    public sealed interface Result {
        record Good(Cabling cabling) implements Result {}

        /** @param findings in the order of their lines; at least one */
        record Bad(List<Finding> findings) implements Result {}
    }

    /** The cabling that a text describes, or all that is wrong with it. */
    public static Result read(String text, PlantPlan plan) {
        return new CablingReader(plan).read(text);
    }

    private Result read(String text) {
        try {
            var cabling = cabling(Section.of(text, findings));
            return cabling.isPresent() && findings.isEmpty() ? new Result.Good(cabling.get()) : bad();
        } catch (Section.Unreadable e) {
            return new Result.Bad(List.of(e.finding()));
        }
    }

    private Result bad() {
        return new Result.Bad(findings.stream()
                .sorted(Comparator.comparingInt(Finding::line)
                        .thenComparing(Finding::where)
                        .thenComparing(Finding::reason))
                .distinct()
                .toList());
    }

    private Optional<Cabling> cabling(Section root) {
        var management = plan.networks().management();
        if (management.isEmpty()) {
            root.complain(
                    0,
                    "",
                    "the plan has no networks.management, where switches are reached; nothing can be served to them");
            return Optional.empty();
        }
        var windows = root.value("plant", "the plant's number, 0 to " + NumberWindows.PLANT_LAST, CablingReader::plant);
        var loopbacks = root.value(
                "loopbacks", "an IPv4 prefix from /8 to /29 whose host bits are zero", CablingReader::loopbacks);
        var vlan = root.value("pxe-vlan", "a number from 2 to 4094, but not 1001 to 2000", CablingReader::vlan);
        var gateway = root.value("gateway", "an address of the management network", IpAddress::tryParse);
        var kinds = kinds(root.section("hardware"));
        var drafts = switches(root, kinds);
        root.refuseUnknown();
        gateway.filter(each -> !management.get().prefix().contains(each.value()))
                .ifPresent(each -> root.complain(
                        each.line(),
                        "gateway",
                        "%s is not in %s, the management network"
                                .formatted(each.value(), management.get().prefix())));
        plan.networks()
                .controllers()
                .ifPresent(range -> gateway.filter(each -> range.contains(each.value()))
                        .ifPresent(each -> root.complain(
                                each.line(), "gateway", CablingChecks.ofControllers(each.value(), range))));
        var cabling = new Cabling(
                windows.map(Value::value).orElse(new NumberWindows(0)),
                loopbacks.map(Value::value).orElse(LOOPBACKS),
                vlan.map(Value::value).orElseGet(this::ownVlan),
                gateway.map(Value::value).orElse(management.get().plant()),
                List.of());
        var links = new LinkChecks(drafts).joined();
        new CablingChecks(plan, cabling, loopbacks.map(Value::line).orElse(0), drafts, links, findings).check(root);
        return Optional.of(new Cabling(
                cabling.windows(),
                cabling.loopbacks(),
                cabling.pxeVlan(),
                cabling.gateway(),
                withLinks(drafts, links)));
    }

    private int ownVlan() {
        var wire = plan.networks().pxe().map(PlantPlan.Segment::wire);
        int given = wire.map(each -> each.vlan().orElse(0)).orElse(0);
        return given >= 2 && !isTenants(given) ? given : PXE_VLAN;
    }

    private static Optional<NumberWindows> plant(String text) {
        return text.matches("[0-9]{1,3}")
                ? Optional.of(Integer.valueOf(text))
                        .filter(each -> each <= NumberWindows.PLANT_LAST)
                        .map(NumberWindows::new)
                : Optional.empty();
    }

    private static Optional<Cidr> loopbacks(String text) {
        return Cidr.tryParse(text)
                .filter(each -> each.toString().equals(text))
                .filter(each -> each.family() == AddressFamily.IPV4)
                .filter(each -> each.length() >= LOOPBACKS_LENGTH_MIN && each.length() <= LOOPBACKS_LENGTH_MAX);
    }

    private static Optional<Integer> vlan(String text) {
        return text.matches("[0-9]{1,4}")
                ? Optional.of(Integer.valueOf(text)).filter(each -> each >= 2 && each <= 4094 && !isTenants(each))
                : Optional.empty();
    }

    /** metal-core takes these for VRFs of tenants. */
    private static boolean isTenants(int vlan) {
        return vlan >= 1001 && vlan <= 2000;
    }

    private Map<String, Hardware> kinds(Optional<Section> section) {
        var kinds = new HashMap<String, Hardware>();
        for (var entry : section.map(Section::entries).orElse(List.of())) {
            if (!HardwareReader.SKU.matcher(entry.name()).matches()) {
                entry.section()
                        .complain(entry.line(), "", "a kind of switch is named by SONiC's hwsku, as Accton-AS7726-32X");
                continue;
            }
            HardwareReader.read(entry.name(), entry.section()).ifPresent(kind -> kinds.put(kind.sku(), kind));
        }
        return kinds;
    }

    private List<Draft> switches(Section root, Map<String, Hardware> kinds) {
        var drafts = new ArrayList<Draft>();
        var entries = root.section("switches").map(Section::entries).orElse(List.of());
        if (entries.isEmpty() || entries.size() > SWITCHES_MAX) {
            root.complain(
                    root.line(),
                    "switches",
                    "has %d of them; 1 to %d are possible".formatted(entries.size(), SWITCHES_MAX));
            return List.of();
        }
        for (var entry : entries) {
            if (!SwitchReader.NAME.matcher(entry.name()).matches()) {
                entry.section()
                        .complain(
                                entry.line(),
                                "",
                                "a switch is named by lower-case letters, digits and dashes, as r01leaf01");
                continue;
            }
            SwitchReader.read(entry, kinds).ifPresent(drafts::add);
        }
        return List.copyOf(drafts);
    }

    private static List<FabricSwitch> withLinks(List<Draft> drafts, Map<String, List<Link>> links) {
        return drafts.stream()
                .map(Draft::is)
                .map(each -> new FabricSwitch(
                        each.name(),
                        each.role(),
                        each.rack(),
                        each.hardware(),
                        each.mac(),
                        each.serial(),
                        each.address(),
                        each.loopback(),
                        each.asn(),
                        each.pxeAddress(),
                        each.breakouts(),
                        each.ports(),
                        links.getOrDefault(each.name(), List.of()),
                        each.machines(),
                        each.plant(),
                        each.peers(),
                        each.cables()))
                .sorted(Comparator.comparing(FabricSwitch::name))
                .toList();
    }

    /** Whether an address is one that a host of a network may have. */
    static boolean isHost(IpAddress address, Cidr network) {
        return network.contains(address)
                && !address.equals(network.first())
                && address.compareTo(network.last().plus(BigInteger.ONE.negate())) <= 0;
    }
}
