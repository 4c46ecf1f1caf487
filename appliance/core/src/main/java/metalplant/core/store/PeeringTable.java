package metalplant.core.store;

import java.util.Collection;
import java.util.List;
import metalplant.model.peering.Peering;

/** Peerings that somebody asked for. */
public interface PeeringTable extends Table<Peering> {
    /** Those that one of these networks is in, found by index, in order of id. */
    List<Peering> ofNetworks(Collection<String> networkIds);

    List<Peering> ofPartition(String partitionId);
}
