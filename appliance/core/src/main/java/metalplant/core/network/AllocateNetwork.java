package metalplant.core.network;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import metalplant.core.homes.ProjectSpans;
import metalplant.core.ip.Candidates;
import metalplant.core.ip.NumberPool;
import metalplant.core.peering.EqualNumbers;
import metalplant.core.peering.NetworkPeerings;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.Stamp;
import metalplant.model.World;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Holder;
import metalplant.model.ip.Prefix;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkType;

/** Cuts a network for a project from the private super network of a partition. */
public final class AllocateNetwork {
    private final Store store;
    private final World world;
    private final ChildPrefixes children;
    private final NumberPool vrfs;
    private final Supplier<Holder> me;

    public AllocateNetwork(Store store, World world, ChildPrefixes children, NumberPool vrfs) {
        this(store, world, children, vrfs, () -> Holder.ALONE);
    }

    /** @param me the plant, which may become part of a federation while it runs */
    public AllocateNetwork(Store store, World world, ChildPrefixes children, NumberPool vrfs, Supplier<Holder> me) {
        this.me = me;
        this.store = store;
        this.world = world;
        this.children = children;
        this.vrfs = vrfs;
    }

    /**
     * What is asked for. Absent texts are "".
     *
     * @param length bits by family, keys in any case; overrides what the super network says
     * @param family restricts to one family, in any case
     */
    public record Request(
            String name,
            String description,
            String partitionId,
            String projectId,
            List<String> destinationPrefixes,
            Map<String, Integer> length,
            Optional<String> family,
            boolean nat,
            boolean shared,
            Map<String, String> labels) {}

    private record Plan(
            Network parent, List<ChildPrefixes.Plan> children, NumberPool.Plan vrf, String id, Stamp stamp) {}

    /**
     * Allocates. VRF, prefixes and network are taken in one transaction: whatever fails, nothing is left behind.
     *
     * @throws Problem BAD_REQUEST, ENTITY_NOT_FOUND, NO_PREFIX_LEFT, NO_NUMBER_LEFT; SPAN_UNCLAIMED and PREFIX_OVERLAPS for a project
     *     of another plant, or one that has networks in another
     */
    public NetworkView run(Request request) {
        if (request.partitionId().isEmpty()) {
            throw Problem.bad("partitionid must be given");
        }
        if (request.projectId().isEmpty()) {
            throw Problem.bad("projectid must be given");
        }
        NetworkRules.checkSize("labels", request.labels().size());
        return ProjectSpans.claiming(
                store,
                () -> Candidates.settle(
                        () -> plan(request),
                        plan -> store.run(
                                "network-allocate",
                                tx -> tx.networks().find(plan.id()).map(NetworkView::unused),
                                tx -> take(tx, request, plan))));
    }

    private Plan plan(Request request) {
        var parent = store.read("network-place", tx -> parent(tx, request));
        var lengths = lengths(request, parent);
        var namespace = parent.type() == NetworkType.SUPER_NAMESPACED ? request.projectId() : "";
        var planned = lengths.entrySet().stream()
                .map(entry -> children.propose(parent, entry.getKey(), entry.getValue(), namespace))
                .toList();
        // A project may have networks in other plants, now or later: no two of them share a VNI.
        return new Plan(parent, planned, vrfs.proposeUnique(), world.newId().toString(), Stamp.fresh(world));
    }

    private static Network parent(Tx tx, Request request) {
        tx.projects().get(request.projectId());
        tx.partitions().get(request.partitionId());
        NetworkRules.cidrs("destination prefixes", request.destinationPrefixes());
        var parent = tx.networks()
                .privateSuperOf(request.partitionId())
                .orElseThrow(() -> Problem.of(
                        ProblemCode.ENTITY_NOT_FOUND,
                        "no private super network of partition \"%s\" found".formatted(request.partitionId())));
        if (parent.childLength().isEmpty()) {
            throw Problem.of(
                    ProblemCode.STORED_STATE_IMPOSSIBLE,
                    "private super network \"%s\" has no default child prefix length".formatted(parent.id()));
        }
        return parent;
    }

    private static Map<AddressFamily, Integer> lengths(Request request, Network parent) {
        var lengths = new TreeMap<>(parent.childLength());
        lengths.putAll(NetworkRules.lengths("length", request.length()));
        if (request.family().isEmpty()) {
            return lengths;
        }
        var family = AddressFamily.parse(request.family().get())
                .filter(lengths::containsKey)
                .orElseThrow(() -> Problem.bad("address family must be one for which there is a child prefix length: "
                        + lengths.keySet().stream().map(AddressFamily::wire).toList()));
        lengths.keySet().retainAll(List.of(family));
        return lengths;
    }

    private NetworkView take(Tx tx, Request request, Plan plan) {
        // Read again here, so that a project or partition deleted at the same moment leaves no network behind.
        var project = tx.projects().get(request.projectId());
        var partition = tx.partitions().get(request.partitionId());
        ProjectSpans.require(
                tx,
                me.get(),
                project,
                plan.children().stream().map(child -> child.parent().cidr()).toList());
        var prefixes = plan.children().stream()
                .map(child -> children.take(tx, child, plan.id()))
                .map(Prefix::cidr)
                .toList();
        if (!request.shared()) {
            NetworkPeerings.requireRoom(tx, project, request.partitionId());
        }
        var equal = request.shared() ? Optional.<Long>empty() : EqualNumbers.of(tx, partition, project);
        equal.ifPresent(number -> NumberPool.holdVrf(tx, number, plan.id()));
        long vrf = equal.orElseGet(() -> vrfs.take(tx, plan.vrf(), plan.id()));
        var network = new Network(
                plan.id(),
                request.name(),
                request.description(),
                request.shared() ? NetworkType.CHILD_SHARED : NetworkType.CHILD,
                plan.parent().partitionId(),
                request.projectId(),
                plan.parent().id(),
                prefixes,
                NetworkRules.cidrs("destination prefixes", request.destinationPrefixes()),
                Map.of(),
                request.nat(),
                request.shared(),
                vrf,
                request.labels(),
                List.of(),
                plan.stamp());
        NetworkPeerings.requireAnnounceable(tx, network);
        return NetworkView.unused(NetworkPeerings.inserted(tx, network));
    }
}
