package metalplant.core.network;

import java.util.List;
import java.util.function.Consumer;
import metalplant.core.store.Page;
import metalplant.core.store.Pages;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkQuery;

/** Reads networks and counts how full they are, one query more for each page of them. */
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

    /** Every match in order of id, as {@link Pages} reads them. */
    public void each(NetworkQuery query, Consumer<NetworkView> sink) {
        Pages.read(store, "network-page", "", (tx, after) -> page(tx, query, after))
                .forEach(sink);
    }

    private static Page<NetworkView, String> page(Tx tx, NetworkQuery query, String after) {
        var page = tx.networks().page(query, after, Pages.SIZE);
        var ids = page.rows().stream().map(Network::id).toList();
        return page.with(NetworkView.all(page.rows(), tx.networks().use(ids)));
    }
}
