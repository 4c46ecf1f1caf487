package metalplant.core.network;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import metalplant.core.homes.ProjectSpans;
import metalplant.core.ip.CandidateTaken;
import metalplant.core.ip.NumberPool;
import metalplant.core.peering.NetworkPeerings;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.Stamp;
import metalplant.model.World;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.Holder;
import metalplant.model.ip.Prefix;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkType;

/**
 * Takes over the private network of another installation as it is there, with its id, prefixes and VRF: what {@link AllocateNetwork} would
 * choose by itself.
 */
public final class AdoptNetwork {
    private final Store store;
    private final World world;
    private final ChildPrefixes children;
    private final NumberPool vrfs;
    private final Supplier<Holder> me;

    /** @param me the plant, which may become part of a federation while it runs */
    public AdoptNetwork(Store store, World world, ChildPrefixes children, NumberPool vrfs, Supplier<Holder> me) {
        this.store = store;
        this.world = world;
        this.children = children;
        this.vrfs = vrfs;
        this.me = me;
    }

    /**
     * The network as it is.
     *
     * @param parentId of the super network, which is there under the same id
     * @param vrf 0 = none
     */
    public record Request(
            String id,
            String name,
            String description,
            String parentId,
            String partitionId,
            String projectId,
            List<String> prefixes,
            List<String> destinationPrefixes,
            boolean nat,
            boolean shared,
            long vrf,
            Map<String, String> labels) {}

    /**
     * Stores it, all or nothing.
     *
     * @throws Problem ENTITY_EXISTS before anything else; BAD_REQUEST, ENTITY_NOT_FOUND, PREFIX_OVERLAPS, NUMBER_TAKEN, RULE_VIOLATED
     */
    public NetworkView run(Request request) {
        if (request.id().isEmpty()
                || request.parentId().isEmpty()
                || request.prefixes().isEmpty()) {
            throw Problem.bad("a private network has an id, a parentnetworkid and prefixes");
        }
        NetworkRules.checkId(request.id());
        NetworkRules.checkSize("labels", request.labels().size());
        var prefixes = NetworkRules.cidrs("prefixes", request.prefixes());
        var stamp = Stamp.fresh(world);
        var ids = prefixes.stream().map(_ -> world.newId()).toList();
        return ProjectSpans.claiming(
                store,
                () -> store.run(
                        "network-adopt",
                        tx -> tx.networks()
                                .find(request.id())
                                .filter(network -> network.stamp().uid().equals(stamp.uid()))
                                .map(NetworkView::unused),
                        tx -> adopt(tx, request, prefixes, ids, stamp)));
    }

    private NetworkView adopt(Tx tx, Request request, List<Cidr> prefixes, List<UUID> ids, Stamp stamp) {
        if (tx.networks().find(request.id()).isPresent()) {
            throw Problem.exists("network", request.id());
        }
        var project = tx.projects().get(request.projectId());
        tx.partitions().get(request.partitionId());
        var parent = tx.networks().get(request.parentId());
        if (!parent.privateSuper() || !parent.partitionId().equals(request.partitionId())) {
            throw Problem.refused("network \"%s\" is no private super network of partition \"%s\""
                    .formatted(parent.id(), request.partitionId()));
        }
        ProjectSpans.require(tx, me.get(), project, parent.prefixes());
        IntStream.range(0, prefixes.size()).forEach(i -> cut(tx, parent, prefixes.get(i), ids.get(i), request));
        if (!request.shared()) {
            NetworkPeerings.requireRoom(tx, project, request.partitionId());
        }
        if (request.vrf() > 0) {
            vrfs.takeNamed(tx, request.vrf(), request.id());
        }
        var network = network(request, prefixes, stamp);
        NetworkPeerings.requireAnnounceable(tx, network);
        return NetworkView.unused(NetworkPeerings.inserted(tx, network));
    }

    private void cut(Tx tx, Network parent, Cidr child, UUID prefixId, Request request) {
        Prefix from = tx.prefixes().ofNetwork(parent.id()).stream()
                .filter(prefix ->
                        prefix.cidr().length() < child.length() && prefix.cidr().contains(child))
                .findFirst()
                .orElseThrow(() ->
                        Problem.refused("prefix %s is no part of super network \"%s\"".formatted(child, parent.id())));
        var namespace = parent.type() == NetworkType.SUPER_NAMESPACED ? request.projectId() : "";
        try {
            children.take(tx, new ChildPrefixes.Plan(from, child, namespace, prefixId), request.id());
        } catch (CandidateTaken e) {
            throw Problem.of(
                            ProblemCode.PREFIX_OVERLAPS,
                            "prefix %s overlaps another network of \"%s\", or its block is not this plant's"
                                    .formatted(child, parent.id()))
                    .because(e);
        }
    }

    private static Network network(Request request, List<Cidr> prefixes, Stamp stamp) {
        return new Network(
                request.id(),
                request.name(),
                request.description(),
                request.shared() ? NetworkType.CHILD_SHARED : NetworkType.CHILD,
                request.partitionId(),
                request.projectId(),
                request.parentId(),
                prefixes,
                NetworkRules.cidrs("destination prefixes", request.destinationPrefixes()),
                Map.of(),
                request.nat(),
                request.shared(),
                request.vrf(),
                request.labels(),
                List.of(),
                stamp);
    }
}
