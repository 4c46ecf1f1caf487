package metalplant.server.federation;

import java.util.List;
import metalplant.core.store.Store;
import metalplant.federation.entry.PoolSpec;
import metalplant.model.ip.Cidr;
import metalplant.model.network.Network;

/** The prefixes that a plant brings into a federation: those of networks that belong to no partition and to no project. */
final class Brought {
    private Brought() {}

    static List<PoolSpec> of(Store store) {
        return store.read(
                "federation-brought",
                tx -> tx.networks().list().stream()
                        .filter(Network::sharesAddressSpace)
                        .flatMap(network -> network.prefixes().stream())
                        .distinct()
                        .sorted(java.util.Comparator.comparing(Cidr::toString))
                        .map(PoolSpec::of)
                        .toList());
    }
}
