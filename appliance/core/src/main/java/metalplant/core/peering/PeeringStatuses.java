package metalplant.core.peering;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import metalplant.core.peering.PeeringView.OnSwitch;
import metalplant.core.peering.PeeringView.State;
import metalplant.core.peering.PeeringView.Status;
import metalplant.model.peering.Bgp;
import metalplant.model.peering.Peering;
import metalplant.model.peering.SwitchFabric;
import metalplant.model.peering.SwitchFabric.HeldState;
import metalplant.model.switches.Switch;

/** Puts together what switches told of peerings. */
final class PeeringStatuses {
    /** A switch tells twice a minute; what it verified longer ago than this may have changed since. */
    static final Duration VERIFIED_FOR = Duration.ofMinutes(10);

    private final StoredZone zone;
    private final Map<String, Switch> switches;
    private final Map<String, SwitchFabric> told;
    private final Instant now;

    private PeeringStatuses(StoredZone zone, List<Switch> switches, Instant now) {
        this.zone = zone;
        this.switches = new TreeMap<>(switches.stream().collect(Collectors.toMap(Switch::id, Function.identity())));
        this.told = zone.switches().stream().collect(Collectors.toMap(SwitchFabric::switchId, Function.identity()));
        this.now = now;
    }

    /** @param switches those of the zone, others do no harm */
    static PeeringStatuses of(StoredZone zone, List<Switch> switches, Instant now) {
        return new PeeringStatuses(zone, switches, now);
    }

    PeeringView view(Peering peering) {
        boolean byLabel = peering.stamp().version() == 0;
        return new PeeringView(peering, byLabel, status(peering));
    }

    private Status status(Peering peering) {
        var needed = new TreeSet<>(needed(peering));
        var concerned = new TreeSet<>(needed);
        told.values().stream()
                .filter(each -> each.partitionId().equals(peering.partitionId()))
                .filter(each -> each.held(peering.id()).isPresent())
                .forEach(each -> concerned.add(each.switchId()));
        var revision = zone.revision(peering);
        var shown = concerned.stream().map(id -> on(id, peering, revision)).toList();
        var refused = zone.settled().against(peering.id());
        int applied = count(
                shown,
                needed,
                each -> each.current()
                        && each.state().filter(s -> s != HeldState.FAILED).isPresent());
        int verified = count(shown, needed, this::isVerified);
        var findings = told.values().stream()
                .filter(each -> each.partitionId().equals(peering.partitionId()))
                .flatMap(each -> each.findings().stream())
                .filter(finding -> vrfs(peering).anyMatch(finding::isIn))
                .toList();
        boolean violated = shown.stream().anyMatch(each -> each.state().equals(Optional.of(HeldState.VIOLATED)))
                || findings.stream().anyMatch(each -> each.crossesProjects());
        var state = state(!refused.isEmpty(), violated, needed.size(), applied, verified);
        return new Status(state, refused, needed.size(), applied, verified, findings.size(), shown);
    }

    private static State state(boolean refused, boolean violated, int needed, int applied, int verified) {
        if (violated) {
            return State.VIOLATED;
        }
        if (refused) {
            return State.REFUSED;
        }
        if (applied == 0) {
            return State.PLANNED;
        }
        return verified == needed ? State.VERIFIED : State.APPLIED;
    }

    private static int count(List<OnSwitch> shown, TreeSet<String> needed, Predicate<OnSwitch> which) {
        return (int) shown.stream()
                .filter(each -> needed.contains(each.switchId()))
                .filter(which)
                .count();
    }

    private boolean isVerified(OnSwitch on) {
        return on.current()
                && on.state().equals(Optional.of(HeldState.VERIFIED))
                && on.reported()
                        .filter(at -> at.plus(VERIFIED_FOR).isAfter(now))
                        .isPresent();
    }

    private OnSwitch on(String id, Peering peering, String revision) {
        var fabric = Optional.ofNullable(told.get(id));
        var held = fabric.flatMap(each -> each.held(peering.id()));
        return new OnSwitch(
                id,
                held.map(SwitchFabric.Held::state),
                held.filter(each -> each.revision().equals(revision)).isPresent(),
                fabric.map(SwitchFabric::reported));
    }

    /** The exit of an external one; of others the leaves with machines in one of the networks. */
    private List<String> needed(Peering peering) {
        var exit = peering.bgp().map(Bgp::switchId);
        if (exit.isPresent()) {
            return List.of(exit.get());
        }
        var names = vrfs(peering).map(number -> "vrf" + number).toList();
        return switches.values().stream()
                .filter(each -> each.partitionId().equals(peering.partitionId()))
                .filter(each -> each.nics().stream().anyMatch(nic -> names.contains(nic.vrf())))
                .map(Switch::id)
                .toList();
    }

    private Stream<Long> vrfs(Peering peering) {
        return peering.networks().stream()
                .flatMap(id -> Optional.ofNullable(zone.networks().get(id)).stream())
                .map(each -> each.vrf())
                .filter(each -> each > 0);
    }
}
