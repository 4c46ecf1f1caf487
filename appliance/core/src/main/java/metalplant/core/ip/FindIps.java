package metalplant.core.ip;

import java.util.Optional;
import java.util.function.Consumer;
import metalplant.core.store.Store;
import metalplant.model.Problem;
import metalplant.model.ip.Ip;
import metalplant.model.ip.IpQuery;

/** Reads addresses. */
public final class FindIps {
    /** Enough that a query costs nothing beside its rows, few enough for many readers at a time. */
    private static final int PAGE = 1000;

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
     * Everything that matches, in address order, a page in memory and in a transaction at a time. The sink may be as slow as a network: no
     * transaction is open while it works. An address that stays through it all comes exactly once.
     *
     * @throws Problem ADDRESS_AMBIGUOUS, before the first, if an address is asked for that several projects hold and no project is
     */
    public void each(IpQuery query, Consumer<Ip> sink) {
        boolean bare = query.address().isPresent() && query.projectId().isEmpty();
        var last = Optional.<Ip>empty();
        while (true) {
            var after = last;
            var page = store.read("ip-page", tx -> tx.ips().page(query, after, PAGE));
            if (bare && after.isEmpty()) {
                IpLookup.refuseSeveral(query.address().get(), page);
            }
            page.forEach(sink);
            if (page.size() < PAGE) {
                return;
            }
            last = Optional.of(page.getLast());
        }
    }
}
