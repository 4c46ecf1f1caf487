package metalplant.core.ip;

import java.util.List;
import java.util.Optional;
import metalplant.core.store.Store;
import metalplant.model.Problem;
import metalplant.model.ip.Ip;
import metalplant.model.ip.IpQuery;

/** Reads addresses. */
public final class FindIps {
    private static final int ANSWER_MAX = 200_000;

    private final Store store;

    public FindIps(Store store) {
        this.store = store;
    }

    /**
     * The one acquisition of an address.
     *
     * @param projectId whose address, where several projects hold it
     * @throws Problem ENTITY_NOT_FOUND, ADDRESS_AMBIGUOUS
     */
    public Ip get(String address, Optional<String> projectId) {
        return store.read("ip-get", tx -> IpLookup.one(tx, address, projectId));
    }

    /**
     * Everything that matches, in address order.
     *
     * @throws Problem ADDRESS_AMBIGUOUS if an address is asked for that several projects hold and no project is, RULE_VIOLATED for
     *     an answer too large to give
     */
    public List<Ip> find(IpQuery query) {
        var found = store.read("ip-find", tx -> tx.ips().find(query, ANSWER_MAX + 1));
        if (found.size() > ANSWER_MAX) {
            throw Problem.refused("more than %d addresses match, ask for a project or network".formatted(ANSWER_MAX));
        }
        if (query.address().isPresent() && query.projectId().isEmpty()) {
            IpLookup.refuseSeveral(query.address().get(), found);
        }
        return found;
    }
}
