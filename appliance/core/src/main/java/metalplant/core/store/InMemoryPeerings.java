package metalplant.core.store;

import java.util.Collection;
import java.util.List;
import metalplant.model.peering.Peering;

/** {@link PeeringTable} on a map. */
final class InMemoryPeerings extends InMemoryTable<Peering> implements PeeringTable {
    InMemoryPeerings() {
        super("peering");
    }

    @Override
    public List<Peering> ofNetworks(Collection<String> networkIds) {
        return where(each -> each.networks().stream().anyMatch(networkIds::contains));
    }

    @Override
    public List<Peering> ofPartition(String partitionId) {
        return where(each -> each.partitionId().equals(partitionId));
    }
}
