package metalplant.model.lease;

import java.time.Instant;
import java.util.UUID;

/**
 * A certificate and an HMAC key lent to one booting server. Good for its own machine document and its own boot calls, and
 * only in the boot phase.
 *
 * @param id also the certificate's SAN
 * @param mac of the server that asked, lower case with colons
 * @param machineId bound at the first Dhcp or Register; "" = not yet
 * @param hmacKey secret
 */
public record BootLease(
        UUID id,
        String mac,
        String partitionId,
        String machineId,
        String hmacKey,
        Instant created,
        Instant expires,
        boolean revoked) {
    public boolean liveAt(Instant now) {
        return !revoked && now.isBefore(expires);
    }

    /** The same lease, good for nothing any more. */
    public BootLease revoke() {
        return new BootLease(id, mac, partitionId, machineId, hmacKey, created, expires, true);
    }

    /** The same lease, good for this machine only. */
    public BootLease bindTo(String newMachineId) {
        return new BootLease(id, mac, partitionId, newMachineId, hmacKey, created, expires, revoked);
    }

    /** Without the key, for logs. */
    @Override
    public String toString() {
        return "BootLease[" + id + " mac=" + mac + " machine=" + machineId + "]";
    }
}
