package metalplant.server.federation;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import metalplant.core.homes.SharedDigests;
import metalplant.core.store.Store;
import metalplant.core.store.Table;
import metalplant.model.Entity;
import metalplant.model.ip.IpQuery;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkQuery;
import metalplant.wire.federation.AboutEntity;
import metalplant.wire.federation.AboutResponse;

/** What this plant tells other plants of itself: names and sums, nothing that is in them. */
final class About {
    /** Of each kind; a plan over more than this says that it is not complete. */
    static final int NAMES_MAX = 10_000;

    private final Store store;
    private final String version;

    About(Store store, String version) {
        this.store = store;
        this.version = version;
    }

    AboutResponse now(String label) {
        return store.read("federation-about", tx -> {
            var shared = tx.networks().find(NetworkQuery.EXTERNAL).stream()
                    .filter(Network::sharesAddressSpace)
                    .toList();
            return new AboutResponse(
                    label,
                    version,
                    names(tx.partitions(), Entity::id),
                    SharedDigests.of(tx, NAMES_MAX).stream()
                            .map(digest -> new AboutEntity(
                                    digest.kind(), digest.id(), digest.sum(), digest.same() ? true : null))
                            .toList(),
                    shared.stream().map(Network::id).limit(NAMES_MAX).toList(),
                    shared.stream()
                            .flatMap(network ->
                                    tx.ips().page(inNetwork(network.id()), Optional.empty(), NAMES_MAX).stream())
                            .map(ip -> ip.address().toString())
                            .limit(NAMES_MAX)
                            .toList());
        });
    }

    private static IpQuery inNetwork(String id) {
        return new IpQuery(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(id),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    private static <E extends Entity<E>> List<String> names(Table<E> table, Function<E, String> name) {
        return table.list().stream().map(name).sorted().limit(NAMES_MAX).toList();
    }
}
