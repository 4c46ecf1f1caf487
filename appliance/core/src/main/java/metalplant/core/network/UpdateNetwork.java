package metalplant.core.network;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import metalplant.core.homes.ProjectSpans;
import metalplant.core.peering.NetworkPeerings;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.fabric.zone.Settlement.Left;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.model.ip.AddressFamily;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.Holder;
import metalplant.model.ip.Prefix;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkType;

/** Changes a network. */
public final class UpdateNetwork {
    private final Store store;
    private final World world;
    private final Supplier<Holder> me;

    /** @param me the plant that holds added prefixes */
    public UpdateNetwork(Store store, World world, Holder me) {
        this(store, world, () -> me);
    }

    /** @param me the plant, which may become part of a federation while it runs */
    public UpdateNetwork(Store store, World world, Supplier<Holder> me) {
        this.store = store;
        this.world = world;
        this.me = me;
    }

    /**
     * What is to change; absent = stays.
     *
     * @param destinationPrefixes empty = stay
     * @param prefixes empty = stay, else all of them
     * @param childLength keys spelt exactly {@code IPv4} and {@code IPv6}
     * @param additionalAnnouncableCidrs always all of them
     * @param force allows to take additional CIDRs away
     */
    public record Request(
            String id,
            Optional<String> name,
            Optional<String> description,
            Optional<Map<String, String>> labels,
            Optional<Boolean> shared,
            List<String> destinationPrefixes,
            List<String> prefixes,
            Optional<Map<String, Integer>> childLength,
            List<String> additionalAnnouncableCidrs,
            boolean force) {}

    /** Updates; @throws Problem ENTITY_NOT_FOUND, BAD_REQUEST, RULE_VIOLATED, PREFIX_OVERLAPS, PREFIX_IN_USE */
    public NetworkView run(Request request) {
        var now = world.now();
        var ids = request.prefixes().stream().map(_ -> world.newId()).toList();
        return ProjectSpans.claiming(store, () -> update(request, now, ids));
    }

    private NetworkView update(Request request, Instant now, List<UUID> ids) {
        return store.run("network-update", tx -> {
            var old = tx.networks().get(request.id());
            var wanted = changed(old, request);
            check(old, wanted, request);
            checkLocal(tx, old, wanted);
            NetworkPeerings.requireAnnounceable(tx, wanted);
            boolean concerned = NetworkPeerings.concerns(tx, old, wanted);
            var before = concerned ? NetworkPeerings.left(tx, old) : List.<Left>of();
            // First, so that another plant's network is refused as such and not because of what its prefixes are used
            // for here.
            var stored = tx.networks().update(wanted.withStamp(old.stamp().changedAt(now)));
            if (!wanted.prefixes().equals(old.prefixes())) {
                replacePrefixes(tx, old, wanted, ids);
            }
            if (concerned) {
                NetworkPeerings.requireNoMore(before, NetworkPeerings.left(tx, stored));
            }
            return NetworkView.of(stored, tx.networks().use(List.of(stored.id())));
        });
    }

    private static Network changed(Network old, Request request) {
        boolean shared = request.shared().orElse(old.shared());
        var prefixes = NetworkRules.cidrs("prefixes", request.prefixes());
        var destinations = NetworkRules.cidrs("destination prefixes", request.destinationPrefixes());
        var additional = NetworkRules.cidrs("additional announcable CIDRs", request.additionalAnnouncableCidrs());
        return new Network(
                old.id(),
                request.name().orElse(old.name()),
                request.description().orElse(old.description()),
                type(old, shared),
                old.partitionId(),
                old.projectId(),
                old.parentId(),
                prefixes.isEmpty() ? old.prefixes() : prefixes,
                destinations.isEmpty() ? old.destinationPrefixes() : destinations,
                request.childLength().map(UpdateNetwork::exactKeys).orElse(old.childLength()),
                old.nat(),
                shared,
                old.vrf(),
                request.labels().orElse(old.labels()),
                additional.stream().map(Cidr::toString).toList(),
                old.stamp());
    }

    private static NetworkType type(Network old, boolean shared) {
        return old.isPrivate() ? (shared ? NetworkType.CHILD_SHARED : NetworkType.CHILD) : old.type();
    }

    private static Map<AddressFamily, Integer> exactKeys(Map<String, Integer> lengths) {
        var exact = new TreeMap<String, Integer>();
        lengths.forEach((key, bits) -> {
            if (AddressFamily.parse(key)
                    .filter(family -> family.wire().equals(key))
                    .isEmpty()) {
                throw Problem.refused("default child prefix length has a key that is neither IPv4 nor IPv6");
            }
            exact.put(key, bits);
        });
        return NetworkRules.lengths("default child prefix length", exact);
    }

    private static void check(Network old, Network wanted, Request request) {
        NetworkRules.checkSize("labels", wanted.labels().size());
        if (old.shared() && !wanted.shared()) {
            throw Problem.bad("network \"%s\" is shared and cannot be unshared again".formatted(old.id()));
        }
        checkAdditional(old, wanted, request.force());
        if (request.childLength().isPresent()) {
            checkChildLengths(old, wanted);
        }
        NetworkRules.checkDestinations(wanted.destinationPrefixes(), wanted.prefixes());
    }

    /** Whether others know it was decided before this plant met them. */
    private static void checkLocal(Tx tx, Network old, Network wanted) {
        boolean changed =
                old.ofAllPlants() != wanted.ofAllPlants() || old.sharesAddressSpace() != wanted.sharesAddressSpace();
        if (changed && !tx.federation().members().isEmpty()) {
            throw Problem.refused("label %s of network \"%s\" stays as it is while this plant is in a federation"
                    .formatted(Network.LOCAL_ONLY_LABEL, old.id()));
        }
    }

    private static void checkAdditional(Network old, Network wanted, boolean force) {
        if (!old.privateSuper() && !wanted.additionalAnnouncableCidrs().isEmpty()) {
            throw Problem.bad("only a private super network can have additional announcable CIDRs");
        }
        if (!force
                && !new HashSet<>(wanted.additionalAnnouncableCidrs()).containsAll(old.additionalAnnouncableCidrs())) {
            throw Problem.bad("additional announcable CIDRs of network \"%s\" would be taken away, which needs force"
                    .formatted(old.id()));
        }
    }

    private static void checkChildLengths(Network old, Network wanted) {
        if (!old.privateSuper()) {
            throw Problem.bad("only a private super network can have a default child prefix length");
        }
        var families = NetworkRules.families(wanted.prefixes());
        wanted.childLength().keySet().stream()
                .filter(family -> !families.contains(family))
                .findFirst()
                .ifPresent(family -> {
                    throw Problem.refused("network \"%s\" has no %s prefix for its default child prefix length"
                            .formatted(old.id(), family.wire()));
                });
        NetworkRules.checkChildLengths(wanted.childLength(), wanted.prefixes());
    }

    private void replacePrefixes(Tx tx, Network old, Network wanted, List<UUID> ids) {
        if (old.isPrivate()) {
            throw Problem.refused("prefixes of network \"%s\" were cut from a super network and cannot be replaced"
                    .formatted(old.id()));
        }
        if (old.privateSuper()) {
            NetworkRules.checkChildLengths(wanted.childLength(), wanted.prefixes());
        }
        NetworkRules.checkDisjoint(wanted.prefixes());
        OtherPlantsNetworks.refuse(tx, old.id(), wanted.prefixes(), me.get());
        if (!old.projectId().isEmpty()) {
            ProjectSpans.require(tx, me.get(), tx.projects().get(old.projectId()), wanted.prefixes());
        }
        var there = tx.prefixes().ofNetwork(old.id());
        there.stream()
                .filter(prefix -> !wanted.prefixes().contains(prefix.cidr()))
                .forEach(prefix -> ChildPrefixes.remove(tx, prefix));
        var kept = there.stream().map(Prefix::cidr).toList();
        var added = IntStream.range(0, wanted.prefixes().size())
                .mapToObj(i -> new TopPrefixes.New(ids.get(i), wanted.prefixes().get(i)))
                .filter(prefix -> !kept.contains(prefix.cidr()))
                .toList();
        TopPrefixes.insert(tx, added, old.id(), old.privateSuper(), me.get());
    }
}
