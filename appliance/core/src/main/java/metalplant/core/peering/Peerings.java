package metalplant.core.peering;

import static metalplant.model.Filters.is;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import metalplant.core.store.Changes;
import metalplant.core.store.Landed;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.fabric.zone.Admission.Refusal;
import metalplant.fabric.zone.ByLabel;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.Stamp;
import metalplant.model.World;
import metalplant.model.ip.Cidr;
import metalplant.model.network.Network;
import metalplant.model.partition.Partition;
import metalplant.model.peering.Bgp;
import metalplant.model.peering.Peering;
import metalplant.model.peering.PeeringRules;
import metalplant.model.peering.PeeringType;
import metalplant.model.region.PlaceRules;

/** The use cases of peerings. Those that follow from a label are shown beside the others, and cannot be changed. */
public final class Peerings {
    private final Store store;
    private final World world;
    private final IntSupplier plant;

    /** @param plant the number of this plant in its federation, 0 without one */
    public Peerings(Store store, World world, IntSupplier plant) {
        this.store = store;
        this.world = world;
        this.plant = plant;
    }

    /**
     * What is asked for. Absent texts are "".
     *
     * @param id "" = a new one
     * @param type "" = local
     * @param partitionId "" = whatever follows from the networks
     */
    public record Create(
            String id,
            String name,
            String description,
            String network1,
            String network2,
            String type,
            Optional<Ends> bgp,
            String partitionId,
            Map<String, String> labels) {}

    /** Both ends of a session as they are written down. */
    public record Ends(Bgp.End local, Bgp.End remote) {}

    /** What to change; an empty Optional leaves it as it is, labels replace all. The networks stay, and what names others is refused. */
    public record Change(
            String id,
            Optional<String> name,
            Optional<String> description,
            Optional<String> network1,
            Optional<String> network2,
            Optional<String> type,
            Optional<Ends> bgp,
            Optional<Map<String, String>> labels) {}

    /** Filters of a search; all given ones must hold. */
    public record Query(
            Optional<String> id,
            Optional<String> name,
            Optional<String> network,
            Optional<String> network1,
            Optional<String> network2,
            Optional<String> type,
            Optional<String> partitionId,
            Optional<String> projectId) {
        boolean matches(Peering peering) {
            return is(id, peering.id())
                    && is(name, peering.name())
                    && network.map(each -> peering.networks().contains(each)).orElse(true)
                    && is(network1, peering.network1())
                    && is(network2, peering.network2())
                    && is(type, peering.type().wire())
                    && is(partitionId, peering.partitionId())
                    && is(projectId, peering.projectId());
        }
    }

    /** All, in order of id. */
    public List<PeeringView> list() {
        return store.read("peering-list", tx -> views(tx, _ -> true));
    }

    /** Those that pass every filter, in order of id. */
    public List<PeeringView> find(Query query) {
        return store.read("peering-find", tx -> views(tx, query::matches));
    }

    /** @throws Problem ENTITY_NOT_FOUND */
    public PeeringView get(String id) {
        return store.read("peering-get", tx -> {
            if (!id.startsWith(ByLabel.PREFIX)) {
                return view(tx, tx.peerings().get(id));
            }
            return views(tx, each -> each.id().equals(id)).stream()
                    .findFirst()
                    .orElseThrow(() -> Problem.notFound("peering", id));
        });
    }

    private PeeringView view(Tx tx, Peering peering) {
        var zone = StoredZone.of(tx, peering.partitionId(), plant.getAsInt());
        return PeeringStatuses.of(zone, tx.switches().list(), world.now()).view(peering);
    }

    private List<PeeringView> views(Tx tx, Predicate<Peering> which) {
        var found = new ArrayList<PeeringView>();
        var all = ZoneSource.ofAll(tx);
        var switches = tx.switches().list();
        for (var partition : all.partitions()) {
            var zone = StoredZone.of(all, partition.id(), plant.getAsInt());
            var statuses = PeeringStatuses.of(zone, switches, world.now());
            zone.peerings(partition.id()).stream()
                    .filter(which)
                    .map(statuses::view)
                    .forEach(found::add);
        }
        found.sort(Comparator.comparing(each -> each.peering().id()));
        return found;
    }

    /**
     * Stores a peering.
     *
     * @param admin whether the caller may touch exits
     * @throws Problem BAD_REQUEST; ENTITY_EXISTS; ENTITY_NOT_FOUND for a network; NOT_ALLOWED for an external one unless {@code admin};
     *     RULE_VIOLATED with the rule that refused it
     */
    public PeeringView create(Create wanted, boolean admin) {
        var id = wanted.id().isEmpty() ? world.newId().toString() : wanted.id();
        requireId(id);
        PlaceRules.requireTexts(wanted.name(), wanted.description(), wanted.labels());
        var type = type(wanted.type(), wanted.bgp().isPresent());
        requireAdmin(type, admin);
        var bgp = wanted.bgp().map(ends -> Bgp.read(ends.local(), ends.remote()));
        requireShape(type, wanted.network1(), wanted.network2(), bgp.isPresent());
        var draft = new Peering(
                id,
                wanted.name(),
                wanted.description(),
                wanted.network1(),
                wanted.network2(),
                type,
                bgp,
                wanted.partitionId(),
                "",
                wanted.labels(),
                Stamp.fresh(world));
        var stored = store.run("peering-create", Landed.created(Tx::peerings, draft), tx -> {
            if (tx.peerings().find(id).isPresent()) {
                throw Problem.exists("peering", id);
            }
            return tx.peerings().insert(admitted(tx, draft));
        });
        return get(stored.id());
    }

    /**
     * Changes what can be changed: words, and of an external one the session.
     *
     * @throws Problem as for creating; ENTITY_NOT_FOUND
     */
    public PeeringView update(Change change, boolean admin) {
        refuseOfLabel(change.id());
        var bgp = change.bgp().map(ends -> Bgp.read(ends.local(), ends.remote()));
        var now = world.now();
        var stored = Changes.update(store, "peering-update", Tx::peerings, tx -> {
            var old = tx.peerings().get(change.id());
            requireAdmin(old.type(), admin);
            requireSame(old, change);
            var changed = new Peering(
                    old.id(),
                    change.name().orElse(old.name()),
                    change.description().orElse(old.description()),
                    old.network1(),
                    old.network2(),
                    old.type(),
                    bgp.or(old::bgp),
                    old.partitionId(),
                    old.projectId(),
                    change.labels().orElse(old.labels()),
                    old.stamp().changedAt(now));
            PlaceRules.requireTexts(changed.name(), changed.description(), changed.labels());
            requireShape(
                    changed.type(),
                    changed.network1(),
                    changed.network2(),
                    changed.bgp().isPresent());
            // Words alone are changed whatever became of the networks since.
            return tx.peerings().update(changed.bgp().equals(old.bgp()) ? changed : admitted(tx, changed));
        });
        return get(stored.id());
    }

    /** Removes a peering; @throws Problem ENTITY_NOT_FOUND; NOT_ALLOWED; RULE_VIOLATED for one that follows from a label */
    public PeeringView delete(String id, boolean admin) {
        refuseOfLabel(id);
        var before = get(id);
        Changes.delete(store, "peering-delete", Tx::peerings, tx -> {
            var peering = tx.peerings().get(id);
            requireAdmin(peering.type(), admin);
            tx.peerings().delete(peering);
            return peering;
        });
        return before;
    }

    private static void requireId(String id) {
        PlaceRules.requireId(id);
        if (id.startsWith(ByLabel.PREFIX) || id.equals("find") || id.equals("findings")) {
            throw Problem.bad(
                    "the id of a peering cannot be find or findings, or begin with \"%s\"".formatted(ByLabel.PREFIX));
        }
    }

    private static PeeringType type(String text, boolean hasBgp) {
        if (text.isEmpty()) {
            return hasBgp ? PeeringType.EXTERNAL : PeeringType.LOCAL;
        }
        return PeeringType.of(text).orElseThrow(() -> Problem.bad("peeringType must be local or external"));
    }

    private static void requireAdmin(PeeringType type, boolean admin) {
        if (type == PeeringType.EXTERNAL && !admin) {
            throw Problem.of(ProblemCode.NOT_ALLOWED, "only an admin may change external peerings, which are at exits");
        }
    }

    private static void requireShape(PeeringType type, String network1, String network2, boolean hasBgp) {
        if (network1.isEmpty()) {
            throw Problem.bad("network1 must be given");
        }
        boolean local = type == PeeringType.LOCAL;
        if (local && network2.isEmpty()) {
            throw Problem.bad("network2 must be given, or bgp for an external peering");
        }
        if (local && hasBgp) {
            throw PeeringRules.refused(
                    "local-bgp", "a local peering is made by leaves and has no session: leave bgp out");
        }
        if (!local && !hasBgp) {
            throw Problem.bad("an external peering needs bgp.local and bgp.remote");
        }
    }

    private static void requireSame(Peering old, Change change) {
        boolean same = is(change.network1(), old.network1())
                && is(change.network2(), old.network2())
                && is(change.type(), old.type().wire());
        if (!same) {
            throw PeeringRules.refused(
                    "immutable",
                    "networks and type of peering \"%s\" stay: delete it and create another one",
                    old.id());
        }
    }

    private static void refuseOfLabel(String id) {
        if (id.startsWith(ByLabel.PREFIX)) {
            throw PeeringRules.refused(
                    "by-label",
                    "peering \"%s\" follows from the label %s of its project: it goes when the label is taken off",
                    id,
                    PeeringRules.BY_LABEL);
        }
    }

    /** The peering with its place; @throws Problem unless it can be beside all others */
    private Peering admitted(Tx tx, Peering draft) {
        var networks = draft.networks().stream().map(tx.networks()::get).toList();
        var partition = place(tx, draft, networks);
        var peering = new Peering(
                draft.id(),
                draft.name(),
                draft.description(),
                draft.network1(),
                draft.network2(),
                draft.type(),
                draft.bgp(),
                partition.id(),
                networks.stream()
                        .filter(each -> !each.shared())
                        .map(Network::projectId)
                        .filter(each -> !each.isEmpty())
                        .findFirst()
                        .orElse(""),
                draft.labels(),
                draft.stamp());
        requireHosts(networks);
        peering.bgp().ifPresent(bgp -> requireLink(tx, bgp));
        var zone = StoredZone.of(ZoneSource.of(tx), partition.id(), plant.getAsInt(), Optional.of(peering));
        var refused = zone.settled().against(peering.id());
        if (!refused.isEmpty()) {
            throw refusal(refused);
        }
        return peering;
    }

    /** Where it is: at the exit, or in the partition of the networks. */
    private static Partition place(Tx tx, Peering draft, List<Network> networks) {
        var found = draft.bgp()
                .map(bgp -> tx.switches().get(bgp.switchId()).partitionId())
                .or(() -> networks.stream()
                        .map(Network::partitionId)
                        .filter(id -> !id.isEmpty())
                        .findFirst())
                .orElseThrow(() -> PeeringRules.refused(
                        "same-partition", "none of the networks is in a partition: one must have machines"));
        if (!draft.partitionId().isEmpty() && !draft.partitionId().equals(found)) {
            throw PeeringRules.refused(
                    "same-partition",
                    "the peering would be in partition \"%s\", not in \"%s\"",
                    found,
                    draft.partitionId());
        }
        draft.bgp().ifPresent(bgp -> requirePort(tx, bgp));
        return tx.partitions().get(found);
    }

    private static void requirePort(Tx tx, Bgp bgp) {
        var exit = tx.switches().get(bgp.switchId());
        if (exit.nic(bgp.port()).isEmpty()) {
            throw PeeringRules.refused("port", "switch %s has no port %s", exit.id(), bgp.port());
        }
        exit.machineAt(bgp.port()).ifPresent(machine -> {
            throw PeeringRules.refused("port", "machine %s hangs at %s", machine, bgp.portAtSwitch());
        });
    }

    /** A network without a VRF is in no table that could be exchanged. */
    private static void requireHosts(List<Network> networks) {
        networks.stream()
                .filter(each -> each.vrf() == 0 && !each.privateSuper() && !each.underlay())
                .findFirst()
                .ifPresent(each -> {
                    throw PeeringRules.refused("has-vrf", "network \"%s\" has no VRF of its own", each.id());
                });
    }

    private static void requireLink(Tx tx, Bgp bgp) {
        tx.prefixes().overlapping(new Cidr(bgp.local(), bgp.length())).ifPresent(other -> {
            throw PeeringRules.refused(
                    "cidr-in-use",
                    "%s overlaps prefix %s of network \"%s\"",
                    bgp.localCidr(),
                    other.cidr(),
                    other.networkId());
        });
    }

    static Problem refusal(List<Refusal> refused) {
        var rules = refused.stream().map(Refusal::rule).distinct().collect(Collectors.joining(","));
        return PeeringRules.refused(
                rules, "%s", refused.stream().map(Refusal::message).collect(Collectors.joining("; ")));
    }
}
