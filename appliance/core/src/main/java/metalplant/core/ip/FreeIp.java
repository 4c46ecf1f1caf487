package metalplant.core.ip;

import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
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
        // What the last try read: if its commit got lost and the row is gone, it was this request that freed it.
        var seen = new AtomicReference<Optional<Ip>>(Optional.empty());
        return store.run("ip-free", tx -> Objects.requireNonNull(seen.get()).flatMap(ip -> gone(tx, ip)), tx -> {
            var ip = IpLookup.one(tx, address, projectId);
            seen.set(Optional.of(ip));
            return free(tx, ip);
        });
    }

    private static Optional<Ip> gone(Tx tx, Ip seen) {
        return tx.ips().byAllocation(seen.allocationUuid()).isEmpty() ? Optional.of(seen) : Optional.empty();
    }

    private Ip free(Tx tx, Ip ip) {
        if (ip.scope() == Ip.Scope.MACHINE) {
            throw Problem.bad("address %s is used by machine %s, free the machine first"
                    .formatted(ip.address(), String.join(", ", ip.machines())));
        }
        addresses.release(tx, ip);
        return ip;
    }
}
