package metalplant.core.ip;

import java.util.Optional;
import metalplant.core.store.Store;
import metalplant.core.store.Tx;
import metalplant.model.Problem;
import metalplant.model.ip.Ip;

/** Takes an address back from its project. */
public final class FreeIp {
    private final Store store;
    private final AddressAllocator addresses;

    public FreeIp(Store store, AddressAllocator addresses) {
        this.store = store;
        this.addresses = addresses;
    }

    /**
     * Frees.
     *
     * @param projectId whose address, where several projects hold it
     * @return the address as it was
     * @throws Problem ENTITY_NOT_FOUND, ADDRESS_AMBIGUOUS, BAD_REQUEST while a machine uses it
     */
    public Ip run(String address, Optional<String> projectId) {
        var seen = store.read("ip-to-free", tx -> IpLookup.one(tx, address, projectId));
        return store.run("ip-free", tx -> gone(tx, seen), tx -> free(tx, seen));
    }

    private static Optional<Ip> gone(Tx tx, Ip seen) {
        return tx.ips().byAllocation(seen.allocationUuid()).isEmpty() ? Optional.of(seen) : Optional.empty();
    }

    private Ip free(Tx tx, Ip seen) {
        var ip = tx.ips()
                .find(seen.prefixId(), seen.address())
                .filter(row -> row.allocationUuid().equals(seen.allocationUuid()))
                .orElseThrow(() -> Problem.notFound("ip", seen.address().toString()));
        if (ip.scope() == Ip.Scope.MACHINE) {
            throw Problem.bad("address %s is used by machine %s, free the machine first"
                    .formatted(ip.address(), String.join(", ", ip.machines())));
        }
        addresses.release(tx, ip);
        return ip;
    }
}
