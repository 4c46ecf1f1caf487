package metalplant.core.network;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import metalplant.core.homes.ProjectSpans;
import metalplant.core.ip.NumberPool;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.Stamp;
import metalplant.model.World;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.Holder;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkType;

/** Makes a network with prefixes of its own: super, underlay or external. */
public final class CreateNetwork {
    private final Store store;
    private final World world;
    private final Supplier<Holder> me;
    private final NumberPool vrfs;

    /** @param me the plant that holds the new prefixes */
    public CreateNetwork(Store store, World world, Holder me, NumberPool vrfs) {
        this(store, world, () -> me, vrfs);
    }

    /** @param me the plant, which may become part of a federation while it runs */
    public CreateNetwork(Store store, World world, Supplier<Holder> me, NumberPool vrfs) {
        this.store = store;
        this.world = world;
        this.me = me;
        this.vrfs = vrfs;
    }

    /**
     * What is asked for. Absent texts are "".
     *
     * @param id absent = a new one
     * @param namespaced children of different projects may overlap; only with {@code privateSuper}
     * @param vrf 0 = none
     * @param vrfShared the VRF may be taken already
     */
    public record Request(
            Optional<String> id,
            String name,
            String description,
            String partitionId,
            String projectId,
            List<String> prefixes,
            List<String> destinationPrefixes,
            Map<String, Integer> childLength,
            List<String> additionalAnnouncableCidrs,
            boolean privateSuper,
            boolean namespaced,
            boolean underlay,
            boolean nat,
            long vrf,
            boolean vrfShared,
            Map<String, String> labels) {}

    /**
     * Creates.
     *
     * @throws Problem ENTITY_EXISTS before anything else; BAD_REQUEST, ENTITY_NOT_FOUND, PREFIX_OVERLAPS, RULE_VIOLATED,
     *     NUMBER_TAKEN
     */
    public NetworkView run(Request request) {
        var id = request.id()
                .filter(text -> !text.isEmpty())
                .orElseGet(() -> world.newId().toString());
        NetworkRules.checkId(id);
        var stamp = Stamp.fresh(world);
        // Drawn for as many as may come; a request whose prefixes cannot be read is refused inside, after the other
        // checks.
        var ids = request.prefixes().stream().map(_ -> world.newId()).toList();
        return ProjectSpans.claiming(store, () -> create(request, id, stamp, ids));
    }

    private NetworkView create(Request request, String id, Stamp stamp, List<UUID> ids) {
        return store.run(
                "network-create",
                tx -> tx.networks()
                        .find(id)
                        .filter(n -> n.stamp().uid().equals(stamp.uid()))
                        .map(NetworkView::unused),
                tx -> {
                    var network = check(tx, request, id, stamp);
                    takeVrf(tx, request, id);
                    var prefixes = network.prefixes();
                    var wanted = IntStream.range(0, prefixes.size())
                            .mapToObj(i -> new TopPrefixes.New(ids.get(i), prefixes.get(i)))
                            .toList();
                    TopPrefixes.insert(tx, wanted, id, network.privateSuper(), me.get());
                    return NetworkView.unused(tx.networks().insert(network));
                });
    }

    private Network check(Tx tx, Request request, String id, Stamp stamp) {
        // First of all: clients that apply what they read before rely on it, and their prefixes overlap themselves.
        if (tx.networks().find(id).isPresent()) {
            throw Problem.exists("network", id);
        }
        if (!request.projectId().isEmpty()) {
            tx.projects().get(request.projectId());
        }
        var network = network(request, id, stamp);
        for (var prefix : network.prefixes()) {
            tx.prefixes().overlapping(prefix).ifPresent(other -> {
                throw NetworkRules.overlap(
                        prefix, "prefix %s of network \"%s\"".formatted(other.cidr(), other.networkId()));
            });
        }
        OtherPlantsNetworks.refuse(tx, id, network.prefixes(), me.get());
        if (!network.projectId().isEmpty()) {
            ProjectSpans.require(tx, me.get(), tx.projects().get(network.projectId()), network.prefixes());
        }
        checkPartition(tx, network);
        if (network.nat() && (network.privateSuper() || network.underlay())) {
            throw Problem.bad("a private super network or underlay cannot have nat");
        }
        return network;
    }

    private static Network network(Request request, String id, Stamp stamp) {
        if (request.prefixes().isEmpty()) {
            throw Problem.bad("a network needs at least one prefix");
        }
        if (!request.privateSuper() && !request.childLength().isEmpty()) {
            throw Problem.bad("only a private super network can have a default child prefix length");
        }
        if (request.privateSuper() && request.underlay()) {
            throw Problem.bad("a network cannot be both private super network and underlay");
        }
        if (request.namespaced() && !request.privateSuper()) {
            throw Problem.bad("only a private super network can be namespaced");
        }
        var prefixes = NetworkRules.cidrs("prefixes", request.prefixes());
        var destinations = NetworkRules.cidrs("destination prefixes", request.destinationPrefixes());
        var lengths = NetworkRules.lengths("default child prefix length", request.childLength());
        checkFamilies(request, prefixes, destinations, lengths);
        if (!request.privateSuper() && !request.additionalAnnouncableCidrs().isEmpty()) {
            throw Problem.bad("only a private super network can have additional announcable CIDRs");
        }
        var additional = NetworkRules.cidrs("additional announcable CIDRs", request.additionalAnnouncableCidrs());
        NetworkRules.checkSize("labels", request.labels().size());
        NetworkRules.checkDisjoint(prefixes);
        return new Network(
                id,
                request.name(),
                request.description(),
                type(request),
                request.partitionId(),
                request.projectId(),
                "",
                prefixes,
                destinations,
                lengths,
                request.nat(),
                false,
                request.vrf(),
                request.labels(),
                additional.stream().map(Cidr::toString).toList(),
                stamp);
    }

    private static void checkFamilies(
            Request request, List<Cidr> prefixes, List<Cidr> destinations, Map<AddressFamily, Integer> lengths) {
        NetworkRules.checkDestinations(destinations, prefixes);
        if (request.privateSuper()) {
            NetworkRules.checkChildLengths(lengths, prefixes);
        }
    }

    private static NetworkType type(Request request) {
        if (request.privateSuper()) {
            return request.namespaced() ? NetworkType.SUPER_NAMESPACED : NetworkType.SUPER;
        }
        return request.underlay() ? NetworkType.UNDERLAY : NetworkType.EXTERNAL;
    }

    private static void checkPartition(Tx tx, Network network) {
        var partition = network.partitionId();
        if (partition.isEmpty()) {
            return;
        }
        tx.partitions().get(partition);
        if (network.privateSuper()) {
            tx.networks().privateSuperOf(partition).ifPresent(other -> {
                throw Problem.bad("partition \"%s\" has a private super network already: \"%s\""
                        .formatted(partition, other.id()));
            });
        }
        if (network.underlay()) {
            tx.networks().underlayOf(partition).ifPresent(other -> {
                throw Problem.refused(
                        "partition \"%s\" has an underlay already: \"%s\"".formatted(partition, other.id()));
            });
        }
    }

    private void takeVrf(Tx tx, Request request, String id) {
        if (request.vrf() == 0) {
            return;
        }
        if (Network.isDci(request.labels())) {
            vrfs.requireUnique(request.vrf());
        }
        if (request.vrfShared()) {
            vrfs.share(tx, request.vrf(), id);
        } else {
            vrfs.takeNamed(tx, request.vrf(), id);
        }
    }
}
