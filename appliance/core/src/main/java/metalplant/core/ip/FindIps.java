package metalplant.core.ip;

import java.util.Optional;
import java.util.function.Consumer;
import metalplant.core.store.Page;
import metalplant.core.store.Pages;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.ip.Ip;
import metalplant.model.ip.IpQuery;

/** Reads addresses. */
public final class FindIps {
    /** An address is small. */
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
     * Everything that matches, in address order, as {@link Pages} reads it.
     *
     * @throws Problem ADDRESS_AMBIGUOUS, before the first, if an address is asked for that several projects hold and no project is
     */
    public void each(IpQuery query, Consumer<Ip> sink) {
        Pages.read(store, "ip-page", Optional.<Ip>empty(), (tx, after) -> page(tx, query, after))
                .forEach(sink);
    }

    private static Page<Ip, Optional<Ip>> page(Tx tx, IpQuery query, Optional<Ip> after) {
        var found = tx.ips().page(query, after, PAGE);
        if (after.isEmpty() && query.projectId().isEmpty()) {
            query.address().ifPresent(address -> IpLookup.refuseSeveral(address, found));
        }
        return Page.of(found, PAGE, Optional::of);
    }
}
