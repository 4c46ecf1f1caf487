package metalplant.federation.entry;

import metalplant.federation.value.Bytes;

/**
 * Which life of a plant this is. Kept outside of its database, so that a restored database cannot bring it back.
 *
 * @param counter rises with every restore
 * @param nonce 16 random bytes; two live ones with one counter show a clone
 */
public record Incarnation(long counter, Bytes nonce) {
    public Incarnation {
        if (counter < 0 || nonce.size() != 16) {
            throw new IllegalArgumentException("an incarnation is a counter and 16 bytes");
        }
    }
}
