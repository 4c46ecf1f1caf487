package metalplant.core.peering;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import metalplant.core.store.Pages;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;
import metalplant.model.peering.FabricFinding;
import metalplant.model.peering.SwitchFabric;
import metalplant.model.peering.SwitchFabric.Cable;
import metalplant.model.peering.SwitchFabric.Held;
import metalplant.model.switches.Switch;

/** What the agents of switches tell, and what of it operators want to know. */
public final class FabricReports {
    /** So long one agent is believed to be there after its last word: three reports. */
    public static final Duration AGENT_LEASE = Duration.ofSeconds(90);

    private static final int TEXT_MAX = 256;
    private static final int CABLES_MAX = 64;
    private static final int PEERINGS_MAX = 4_096;
    private static final int FINDINGS_MAX = 256;

    /** With each switch come its cables, its peerings and its findings. */
    private static final int PAGE = 50;

    private static final long ASN_LAST = 4_294_967_294L;

    private final Store store;
    private final World world;

    public FabricReports(Store store, World world) {
        this.store = store;
        this.world = world;
    }

    /**
     * A report as it came. Absent texts are "".
     *
     * @param turn waiting, if it asks whether it may be changed; verified or failed; "" from an agent that knows of no turns
     */
    public record Report(
            String agent,
            String version,
            String role,
            long asn,
            List<String> uplinks,
            List<CableText> cables,
            String error,
            List<HeldText> peerings,
            List<FabricFinding> findings,
            String turn) {}

    /** A cable as it is written down. */
    public record CableText(String name, String address, String exit, String neighbour) {}

    /** What a switch has of a peering, as it is written down. */
    public record HeldText(String id, String revision, String state) {}

    /** A finding, and where and when. */
    public record Found(String switchId, String partitionId, Instant reported, FabricFinding finding) {}

    /**
     * What a switch that asks is told.
     *
     * @param message why it has to wait; "" if it may begin
     */
    public record Turned(boolean granted, String message) {}

    /**
     * Keeps a report in place of the one before.
     *
     * @return whether it is the switch's turn; empty if it did not ask
     * @throws Problem BAD_REQUEST for what no agent can mean; ENTITY_NOT_FOUND; ENTITY_CHANGED while another agent speaks for the switch
     */
    public Optional<Turned> run(String switchId, Report report) {
        var now = world.now();
        var role = SwitchFabric.Role.of(report.role()).orElseThrow(() -> Problem.bad("role must be leaf or exit"));
        check(report);
        var cables = report.cables().stream().map(FabricReports::cable).toList();
        var peerings = report.peerings().stream().map(FabricReports::held).toList();
        var asks = turn(report.turn());
        return store.run("fabric-report", tx -> {
            var leaf = tx.switches().get(switchId);
            requirePorts(leaf, report.uplinks());
            var old = tx.fabric().find(switchId);
            old.filter(each -> !each.agent().equals(report.agent())
                            && each.reported().plus(AGENT_LEASE).isAfter(now))
                    .ifPresent(each -> {
                        throw Problem.of(
                                        ProblemCode.ENTITY_CHANGED,
                                        "refused by rule one-agent: agent %s told of switch %s %d s ago; two would undo each other, stop one of them"
                                                .formatted(
                                                        each.agent(),
                                                        switchId,
                                                        Duration.between(each.reported(), now)
                                                                .toSeconds()))
                                .with("rule", "one-agent");
                    });
            var given = asks.map(state -> state == SwitchFabric.TurnState.WAITING
                    ? Turns.asked(leaf, role, old, others(tx, leaf), now)
                    : Turns.told(state, old, now));
            var told = new SwitchFabric(
                    switchId,
                    leaf.partitionId(),
                    report.agent(),
                    now,
                    report.version(),
                    role,
                    report.asn(),
                    report.uplinks(),
                    cables,
                    report.error(),
                    peerings,
                    report.findings(),
                    given.map(Turns.Given::turn));
            tx.fabric().save(told);
            return given.flatMap(Turns.Given::answer);
        });
    }

    /** @throws Problem BAD_REQUEST */
    private static Optional<SwitchFabric.TurnState> turn(String text) {
        return text.isEmpty()
                ? Optional.empty()
                : Optional.of(SwitchFabric.TurnState.of(text)
                        .filter(each -> each != SwitchFabric.TurnState.CHANGING)
                        .orElseThrow(() -> Problem.bad("turn is waiting, verified or failed")));
    }

    /** What the other switches of its partition told, and where each of them stands. */
    private static Map<Switch, SwitchFabric> others(Tx tx, Switch asks) {
        var told = tx.fabric().ofPartition(asks.partitionId()).stream()
                .collect(Collectors.toMap(SwitchFabric::switchId, Function.identity()));
        var found = new LinkedHashMap<Switch, SwitchFabric>();
        for (var each : tx.switches().list()) {
            var fabric = told.get(each.id());
            if (fabric != null && !each.id().equals(asks.id())) {
                found.put(each, fabric);
            }
        }
        return found;
    }

    private static void check(Report report) {
        if (report.agent().isEmpty()) {
            throw Problem.bad("agent must be given: whatever the agent drew when it started");
        }
        if (report.asn() < 1 || report.asn() > ASN_LAST) {
            throw Problem.bad("asn must be between 1 and %d".formatted(ASN_LAST));
        }
        if (report.cables().size() > CABLES_MAX
                || report.peerings().size() > PEERINGS_MAX
                || report.findings().size() > FINDINGS_MAX) {
            throw Problem.bad("a report has at most %d cables, %d peerings and %d findings"
                    .formatted(CABLES_MAX, PEERINGS_MAX, FINDINGS_MAX));
        }
        requireShort(report.agent());
        requireShort(report.version());
        requireShort(report.error());
        report.findings().forEach(FabricReports::check);
    }

    private static void check(FabricFinding finding) {
        if (!FabricFinding.isRule(finding.rule())) {
            throw Problem.bad("the rule of a finding is R1 to R8");
        }
        if (!finding.vrf().isEmpty() && !FabricFinding.isVrf(finding.vrf())) {
            throw Problem.bad("the vrf of a finding is a name as Vrf1001");
        }
        if (!finding.prefix().isEmpty() && Cidr.tryParse(finding.prefix()).isEmpty()) {
            throw Problem.bad("the prefix of a finding is one as 10.0.0.0/24");
        }
        requireShort(finding.source());
        requireShort(finding.message());
    }

    private static void requireShort(String text) {
        if (text.length() > TEXT_MAX) {
            throw Problem.bad("texts of a report have at most %d characters".formatted(TEXT_MAX));
        }
    }

    private static Cable cable(CableText text) {
        requireShort(text.name());
        requireShort(text.exit());
        if (text.name().isEmpty() || text.exit().isEmpty()) {
            throw Problem.bad("a cable has a name and another exit");
        }
        return new Cable(text.name(), IpAddress.parse(text.address()), text.exit(), IpAddress.parse(text.neighbour()));
    }

    private static Held held(HeldText text) {
        requireShort(text.id());
        requireShort(text.revision());
        return new Held(
                text.id(),
                text.revision(),
                SwitchFabric.HeldState.of(text.state())
                        .orElseThrow(
                                () -> Problem.bad("the state of a peering is applied, verified, violated or failed")));
    }

    /** Before a switch told of its ports nothing can be said of them. */
    private static void requirePorts(Switch leaf, List<String> uplinks) {
        var ports = new HashSet<String>();
        leaf.nics().forEach(nic -> ports.add(nic.name()));
        Optional<String> unknown =
                uplinks.stream().filter(each -> !ports.contains(each)).findFirst();
        if (unknown.isPresent() || uplinks.size() > ports.size()) {
            throw Problem.bad("uplinks must be ports of switch %s, and each of them once".formatted(leaf.id()));
        }
    }

    /** Everything that is wrong on any switch, as they told last, in order of switch, as {@link Pages} reads them. */
    public void eachFinding(Consumer<Found> sink) {
        Pages.read(store, "fabric-findings", "", (tx, after) -> tx.fabric().page(after, PAGE))
                .flatMap(each -> each.findings().stream()
                        .map(finding -> new Found(each.switchId(), each.partitionId(), each.reported(), finding)))
                .forEach(sink);
    }
}
