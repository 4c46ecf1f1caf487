package metalplant.federation.invite;

import java.util.UUID;
import metalplant.federation.signing.MemberKey;
import metalplant.federation.value.Bytes;

/**
 * What one operator hands to the other, as a file or a QR code. (The short code gets the same through a PAKE, decision 7.)
 *
 * @param joinId names this one join for ever
 * @param inviter key that the joining plant pins
 * @param secret 16 bytes, shown to nobody else, good for one join
 */
public record Invite(UUID joinId, UUID federation, long epoch, String endpoint, MemberKey inviter, Bytes secret) {
    /** Bytes of the secret. */
    public static final int SECRET_SIZE = 16;

    public Invite {
        if (secret.size() != SECRET_SIZE || endpoint.length() > 256) {
            throw new IllegalArgumentException("an invite has a secret of %d bytes".formatted(SECRET_SIZE));
        }
    }
}
