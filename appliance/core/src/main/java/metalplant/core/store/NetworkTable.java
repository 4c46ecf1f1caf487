package metalplant.core.store;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkQuery;
import metalplant.model.network.NetworkUse;

/** Networks and how much of them is used. */
public interface NetworkTable extends Table<Network> {
    /** Every match; for those who know that it is a few. */
    List<Network> find(NetworkQuery query);

    /**
     * Of the next {@code max} ones in order of id that a column finds for the query, behind this one, those that match; that none does
     * says nothing of the next page.
     */
    Page<Network, String> page(NetworkQuery query, String after, int max);

    /** The networks with these ids that exist, in one query. */
    List<Network> findAll(Collection<String> ids);

    Optional<Network> privateSuperOf(String partitionId);

    Optional<Network> underlayOf(String partitionId);

    List<Network> ofProject(String projectId);

    boolean hasChildren(String networkId);

    /** How much is used of each of these networks, in one query; networks without use are absent. */
    List<NetworkUse> use(List<String> networkIds);
}
