package metalplant.core.network;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import metalplant.core.ip.NumberPool;
import metalplant.core.peering.NetworkPeerings;
import metalplant.core.store.FederationTable;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.network.Network;

/** Frees a child network or deletes any network: prefixes and VRF go back, the row goes away, all in one transaction. */
public final class RemoveNetwork {
    private final Store store;
    private final NumberPool vrfs;

    public RemoveNetwork(Store store, NumberPool vrfs) {
        this.store = store;
        this.vrfs = vrfs;
    }

    /** Gives a child network back; @throws Problem ENTITY_NOT_FOUND, RULE_VIOLATED if it is no child, PREFIX_IN_USE also while it has peerings */
    public NetworkView free(String id) {
        return remove("network-free", id, true);
    }

    /** Deletes a network; @throws Problem ENTITY_NOT_FOUND, RULE_VIOLATED while it has children, PREFIX_IN_USE */
    public NetworkView delete(String id) {
        return remove("network-delete", id, false);
    }

    private NetworkView remove(String name, String id, boolean onlyChild) {
        // What the last try read: if its commit got lost and the row is gone, it was this request that removed it.
        var seen = new AtomicReference<Optional<Network>>(Optional.empty());
        return store.run(name, tx -> Objects.requireNonNull(seen.get()).flatMap(network -> gone(tx, network)), tx -> {
            var network = tx.networks().get(id);
            seen.set(Optional.of(network));
            return remove(tx, network, onlyChild);
        });
    }

    private static Optional<NetworkView> gone(Tx tx, Network seen) {
        var there = tx.networks()
                .find(seen.id())
                .filter(n -> n.stamp().uid().equals(seen.stamp().uid()));
        return there.isPresent() ? Optional.empty() : Optional.of(NetworkView.uncounted(seen));
    }

    /** As far as the other plants have told: what none knew of yet keeps its copy there until it is free. */
    private static void requireUnusedElsewhere(Tx tx, Network network) {
        if (!network.ofAllPlants()) {
            return;
        }
        var users = tx.spans().of(network.stamp().uid()).stream()
                .map(row -> tx.federation()
                        .member(row.plant())
                        .map(FederationTable.Member::label)
                        .orElse(row.plant()))
                .toList();
        if (!users.isEmpty()) {
            throw Problem.of(
                    ProblemCode.PREFIX_IN_USE,
                    "addresses of network \"%s\" are in use in plant %s, free them first"
                            .formatted(network.id(), String.join(", ", users)));
        }
    }

    private NetworkView remove(Tx tx, Network network, boolean onlyChild) {
        var id = network.id();
        if (onlyChild && !network.isPrivate()) {
            throw Problem.refused(
                    "network \"%s\" is not a child of a private super network, delete it instead".formatted(id));
        }
        // A child is never cut further; looking would only conflict with everybody who cuts one.
        if (!network.isPrivate() && tx.networks().hasChildren(id)) {
            throw Problem.refused("network \"%s\" still has child networks, free them first".formatted(id));
        }
        NetworkPeerings.requireNone(tx, network);
        // First, so that another plant's network is refused as such and not because of what it is used for here.
        tx.networks().delete(network);
        requireUnusedElsewhere(tx, network);
        tx.prefixes().ofNetwork(id).forEach(prefix -> ChildPrefixes.remove(tx, prefix));
        vrfs.release(tx, network.vrf());
        return NetworkView.uncounted(network);
    }
}
