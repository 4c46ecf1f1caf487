package metalplant.core.store;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import metalplant.model.network.Network;
import metalplant.model.network.NetworkQuery;
import metalplant.model.network.NetworkUse;

/** Networks and how much of them is used. */
public interface NetworkTable extends Table<Network> {
    List<Network> find(NetworkQuery query);

    /** The networks with these ids that exist, in one query. */
    List<Network> findAll(Collection<String> ids);

    Optional<Network> privateSuperOf(String partitionId);

    Optional<Network> underlayOf(String partitionId);

    List<Network> ofProject(String projectId);

    boolean hasChildren(String networkId);

    /** How much is used of each of these networks, in one query; networks without use are absent. */
    List<NetworkUse> use(List<String> networkIds);

    /** How much is used of every network, in one query. */
    List<NetworkUse> use();
}
