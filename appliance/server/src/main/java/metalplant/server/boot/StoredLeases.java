package metalplant.server.boot;

import java.nio.charset.StandardCharsets;
import java.util.List;
import metalplant.core.store.Store;
import metalplant.door.hmac.LeasePrincipals;
import metalplant.model.World;

/** The leases of the database, found by machine in one indexed query: what was revoked a moment ago is worth nothing now. */
public final class StoredLeases implements LeasePrincipals {
    private static final int ID_MAX = 64;

    private final Store store;
    private final World world;

    public StoredLeases(Store store, World world) {
        this.store = store;
        this.world = world;
    }

    @Override
    public List<byte[]> keysOf(String machineId) {
        // Asked before the caller is known: nothing but what looks like an id may reach the database.
        if (machineId.isEmpty() || machineId.length() > ID_MAX) {
            return List.of();
        }
        var now = world.now();
        return store.read("lease-keys", tx -> tx.leases().liveOf(machineId, now)).stream()
                .map(lease -> lease.hmacKey().getBytes(StandardCharsets.UTF_8))
                .toList();
    }
}
