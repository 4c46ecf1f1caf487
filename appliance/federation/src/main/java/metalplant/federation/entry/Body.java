package metalplant.federation.entry;

import java.util.UUID;
import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;

/**
 * The signed part of an entry. It names its predecessor, so that it can be committed in one place only.
 *
 * @param level schema level that a reader needs
 * @param epoch of the lineage it belongs to
 * @param previous hash of the entry before
 * @param wallMillis when its author thinks it was written; for people only
 * @param request has at most one effect, however often it is tried (I13)
 */
public record Body(
        UUID federation,
        int level,
        long epoch,
        long seq,
        Hash previous,
        long wallMillis,
        UUID request,
        PlantId author,
        Command command) {
    /** Keeps signatures of entries from being taken for signatures of anything else. */
    private static final String DOMAIN = "metal-plant ledger entry";

    private record Signed(String domain, Body body) {}

    /** The bytes under each signature. */
    public byte[] signedBytes() {
        return CanonicalForm.encode(new Signed(DOMAIN, this));
    }

    /** The head this entry wants to stand behind. */
    public Head expectedHead() {
        return new Head(seq - 1, previous);
    }
}
