package metalplant.core.boot;

import java.time.Instant;
import java.util.UUID;

/** Makes the certificate of a lease: client authentication only, the lease in its subject alternative name. */
@FunctionalInterface
public interface LeaseSigner {
    /**
     * Its beginning is no clock's business: when a lease is lent says the database.
     *
     * @param expires neither the certificate nor the lease is good for anything from then on
     */
    Signed sign(UUID lease, Instant expires);

    /** All PEM; the key is secret and kept nowhere. */
    record Signed(String authority, String certificate, String key) {
        @Override
        public String toString() {
            return "Signed[***]";
        }
    }
}
