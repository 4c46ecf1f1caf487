package metalplant.door.bearer;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Keys of issuers as they came last, over restarts: so that people get in while an issuer does not answer. */
public interface KeyMemory {
    /**
     * A key set.
     *
     * @param document in JSON, as the issuer sent it
     */
    record Kept(Instant fetched, String document) {}

    Optional<Kept> read(Issuer issuer);

    void write(Issuer issuer, Kept kept);

    /** Forgets the keys of all others. */
    void keepOnly(Collection<Issuer> issuers);

    /** One that lasts as long as the process. */
    static KeyMemory volatileOne() {
        var kept = new HashMap<Issuer, Kept>();
        return new KeyMemory() {
            @Override
            public synchronized Optional<Kept> read(Issuer issuer) {
                return Optional.ofNullable(kept.get(issuer));
            }

            @Override
            public synchronized void write(Issuer issuer, Kept one) {
                kept.put(issuer, one);
            }

            @Override
            public synchronized void keepOnly(Collection<Issuer> issuers) {
                kept.keySet().retainAll(issuers);
            }

            @Override
            public String toString() {
                return "KeyMemory" + Map.copyOf(kept).keySet();
            }
        };
    }
}
