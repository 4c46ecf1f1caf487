package metalplant.core.network;

import java.util.List;
import metalplant.core.store.Store;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkQuery;

/** Reads networks and counts how full they are, in two queries however many they are. */
public final class FindNetworks {
    private final Store store;

    public FindNetworks(Store store) {
        this.store = store;
    }

    /** One network; @throws Problem ENTITY_NOT_FOUND */
    public NetworkView get(String id) {
        return store.read("network-get", tx -> {
            var network = tx.networks().get(id);
            return NetworkView.of(network, tx.networks().use(List.of(id)));
        });
    }

    /** Every network, in order of id. */
    public List<NetworkView> list() {
        return store.read(
                "network-list",
                tx -> NetworkView.all(tx.networks().list(), tx.networks().use()));
    }

    /** Every network that matches, in order of id. */
    public List<NetworkView> find(NetworkQuery query) {
        return store.read("network-find", tx -> {
            var networks = tx.networks().find(query);
            var ids = networks.stream().map(Network::id).toList();
            return NetworkView.all(networks, tx.networks().use(ids));
        });
    }
}
