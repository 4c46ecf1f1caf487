package metalplant.core.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.model.lease.BootLease;

/** Credentials lent to booting servers. */
public interface LeaseTable {
    void insert(BootLease lease);

    Optional<BootLease> find(UUID id);

    /** Live leases bound to this machine. */
    List<BootLease> liveOf(String machineId, Instant now);

    /** Live leases that were lent to this network card. */
    List<BootLease> liveWith(String mac, Instant now);

    /** How many leases are neither revoked nor over. */
    long countLive(Instant now);

    void update(BootLease lease);

    /** Revokes every lease of the machine. */
    void revokeOf(String machineId);

    /** Forgets leases that ended before {@code before}. */
    int purge(Instant before);
}
