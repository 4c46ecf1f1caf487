package metalplant.agent.watch;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import metalplant.fabric.cabling.SwitchRole;
import metalplant.fabric.engine.Desired;
import metalplant.fabric.policy.SwitchPolicy;
import metalplant.fabric.policy.VrfPolicy;
import metalplant.fabric.zone.Planner;
import metalplant.fabric.zone.Zone;
import metalplant.fabric.zone.Zone.Network;
import metalplant.fabric.zone.Zone.Partition;
import metalplant.model.ip.Cidr;

/**
 * Holds what FRR knows against what it may know.
 *
 * <p>What a firewall tells its own network is not ours to judge: a path that came by itself, from no VRF of this switch, is wrong only if it
 * is of a network that is somebody else's.
 *
 * @see "fabric-frr.md, section 9"
 */
public final class Monitor {
    /** Both bounds of R8: of what a machine may announce, and from one look to the next. */
    private static final int PREFIXES_HIGH = 19_200;

    private static final int JUMP = 2;
    private static final int JUMP_LEAST = 200;

    private final Zone zone;
    private final Partition home;
    private final Desired desired;
    private final List<Finding> findings = new ArrayList<>();

    private Monitor(Zone zone, Partition home, Desired desired) {
        this.zone = zone;
        this.home = home;
        this.desired = desired;
    }

    /**
     * Everything that is wrong now.
     *
     * @param zone whose first partition is the switch's
     * @param before how many prefixes each VRF had at the last look; empty at the first
     */
    public static List<Finding> of(Zone zone, Desired desired, List<VrfTable> tables, Map<String, Integer> before) {
        var monitor = new Monitor(zone, zone.partitions().getFirst(), desired);
        tables.forEach(each -> monitor.table(each, before));
        return List.copyOf(monitor.findings);
    }

    /**
     * What FRR itself says of the graph of imports and what is exported, as far as it is not what the policy says: R2 and R3.
     *
     * @param imports VRF to the VRFs that it takes from, as FRR says it
     */
    public static List<Finding> graph(SwitchPolicy policy, Map<String, Set<String>> imports) {
        var found = new ArrayList<Finding>();
        imports.forEach((vrf, sources) -> {
            var declared = policy.vrf(vrf).map(VrfPolicy::imports).orElse(List.of());
            sources.stream()
                    .filter(each -> !declared.contains(each))
                    .sorted()
                    .forEach(each -> found.add(new Finding(
                            "R2", vrf, "", each, "%s takes from %s, which nobody wants".formatted(vrf, each))));
        });
        return found;
    }

    /**
     * What this switch tells the fabric, R3.
     *
     * @param exports VRF to prefixes that EVPN has of this switch
     */
    public static List<Finding> exports(Zone zone, Desired desired, Map<String, List<Cidr>> exports) {
        var monitor = new Monitor(zone, zone.partitions().getFirst(), desired);
        exports.forEach((vrf, prefixes) -> {
            var network = monitor.network(vrf);
            network.ifPresent(each -> prefixes.stream()
                    .filter(prefix -> Stream.concat(each.announced(), monitor.retold(each))
                                    .noneMatch(one -> one.contains(prefix))
                            && !monitor.isFromOutside(each, prefix))
                    .forEach(prefix -> monitor.say(
                            "R3",
                            vrf,
                            prefix,
                            "",
                            "%s tells the fabric %s, which is not its own".formatted(vrf, prefix))));
        });
        return List.copyOf(monitor.findings);
    }

    /** What an exit tells the fabric of other partitions. */
    private Stream<Cidr> retold(Network network) {
        return desired.box().role() == SwitchRole.EXIT ? zone.retold(network) : Stream.of();
    }

    private Optional<Network> network(String vrf) {
        return zone.networks().stream()
                .filter(each -> (each.partition() == home.number() || each.partition() == Zone.ANYWHERE)
                        && desired.box().os().vrf(each.vrf()).equals(vrf))
                .findFirst();
    }

    private void table(VrfTable table, Map<String, Integer> before) {
        var network = network(table.vrf());
        var prefixes = new HashSet<Cidr>();
        for (var path : table.paths()) {
            prefixes.add(path.prefix());
            way(table.vrf(), path);
            if (network.isPresent()) {
                ofNetwork(table.vrf(), network.get(), path);
            } else if (zone.proposal().carriesNetworks()) {
                ofGuests(table.vrf(), path);
            } else if (table.vrf().equals(desired.box().os().vrf(home.dci()))) {
                between(table.vrf(), path);
            }
        }
        overlaps(table, network, prefixes);
        counts(table, prefixes.size(), before);
    }

    private void ofNetwork(String vrf, Network network, VrfTable.Path path) {
        var sources = zone.sources(network).stream()
                .map(each -> desired.box().os().vrf(each))
                .collect(Collectors.toSet());
        boolean leaked = !path.source().isEmpty() && !path.source().equals(vrf);
        if (leaked && !sources.contains(path.source())) {
            say(
                    "R2",
                    vrf,
                    path.prefix(),
                    path.source(),
                    "%s has %s of %s".formatted(vrf, path.prefix(), path.source()));
        }
        if (mayKnow(network, path.prefix())) {
            return;
        }
        var owner = zone.networks().stream()
                .filter(each -> each.prefixes().stream().anyMatch(one -> one.contains(path.prefix()))
                        && each.prefixes().stream()
                                .noneMatch(one -> network.prefixes().contains(one)))
                .findFirst();
        boolean foreign = owner.filter(each -> !each.isShared()
                        && !network.isShared()
                        && !each.project().equals(network.project()))
                .isPresent();
        if (foreign && path.best()) {
            say(
                    "R6",
                    vrf,
                    path.prefix(),
                    path.source(),
                    "%s of %s is in the VRF of %s"
                            .formatted(path.prefix(), owner.orElseThrow().id(), network.id()));
        } else if ((leaked || owner.filter(each -> !each.isShared()).isPresent()) && path.best()) {
            say("R1", vrf, path.prefix(), path.source(), "%s must not know %s".formatted(vrf, path.prefix()));
        }
    }

    private boolean mayKnow(Network network, Cidr prefix) {
        return Zone.holds(zone.mayLearn(network), prefix)
                || holds(network.further(), prefix)
                || isFromOutside(network, prefix);
    }

    /** Whether a neighbour of this network may tell it. */
    private boolean isFromOutside(Network network, Cidr prefix) {
        return Zone.holds(zone.externals(network).stream().flatMap(each -> each.takes().stream()), prefix);
    }

    /** The VRF of a network of another partition, at an exit. */
    private void ofGuests(String vrf, VrfTable.Path path) {
        var guests = zone.guests(home.number(), Planner.number(vrf));
        if (path.best() && guests.stream().noneMatch(each -> holds(each.carried(), path.prefix()))) {
            say(
                    "R1",
                    vrf,
                    path.prefix(),
                    path.source(),
                    "%s of another partition must not know %s".formatted(vrf, path.prefix()));
        }
    }

    private void between(String vrf, VrfTable.Path path) {
        var strangers = zone.partitions().stream()
                .filter(each -> each.number() != home.number())
                .flatMap(each -> each.exits().stream())
                .map(Zone.Exit::asn)
                .collect(Collectors.toSet());
        if (holds(home.supers(), path.prefix()) && path.asns().stream().anyMatch(strangers::contains)) {
            say(
                    "R5",
                    vrf,
                    path.prefix(),
                    "",
                    "%s is of this partition and came from another one".formatted(path.prefix()));
        }
        boolean crosses = zone.networks().stream()
                .anyMatch(each -> holds(each.carried(), path.prefix())
                        && !zone.siblings(each).isEmpty());
        if (!crosses && path.best()) {
            say("R1", vrf, path.prefix(), path.source(), "between partitions nobody may know " + path.prefix());
        }
    }

    /** A way on which a switch is twice has gone out of a VRF and come back by another. */
    private void way(String vrf, VrfTable.Path path) {
        var exits = home.exits().stream().map(Zone.Exit::asn).collect(Collectors.toSet());
        var seen = new HashSet<Long>();
        long last = -1;
        for (long asn : path.asns()) {
            boolean ours = asn == desired.box().asn() || exits.contains(asn);
            if (ours && asn != last && !seen.add(asn)) {
                say("R4", vrf, path.prefix(), path.source(), "%s came over AS %d twice".formatted(path.prefix(), asn));
                return;
            }
            last = asn;
        }
    }

    private void overlaps(VrfTable table, Optional<Network> network, Set<Cidr> prefixes) {
        if (network.isPresent()) {
            return;
        }
        var owners = new HashMap<Cidr, String>();
        for (var prefix : new TreeSet<>(prefixes)) {
            for (var each : zone.networks()) {
                if (!holds(each.prefixes(), prefix) || zone.siblings(each).isEmpty()) {
                    continue;
                }
                var other = owners.putIfAbsent(prefix, each.id());
                if (other != null && !other.equals(each.id())) {
                    say("R7", table.vrf(), prefix, "", "%s is of %s and of %s".formatted(prefix, other, each.id()));
                }
            }
        }
    }

    private void counts(VrfTable table, int count, Map<String, Integer> before) {
        int had = before.getOrDefault(table.vrf(), count);
        if (count > PREFIXES_HIGH || (count - had > JUMP_LEAST && count > JUMP * had)) {
            findings.add(new Finding(
                    "R8", table.vrf(), "", "", "%s has %d prefixes, and had %d".formatted(table.vrf(), count, had)));
        }
        if (table.unreadable() > 0) {
            findings.add(new Finding(
                    "R8",
                    table.vrf(),
                    "",
                    "",
                    "%d routes of %s cannot be read".formatted(table.unreadable(), table.vrf())));
        }
    }

    private void say(String rule, String vrf, Cidr prefix, String source, String message) {
        findings.add(new Finding(rule, vrf, prefix.toString(), source, message));
    }

    private static boolean holds(List<Cidr> prefixes, Cidr prefix) {
        return prefixes.stream().anyMatch(each -> each.contains(prefix));
    }
}
