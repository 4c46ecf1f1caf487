package metalplant.mesh.pairing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.encoding.Malformed;
import metalplant.federation.encoding.UnknownKind;
import metalplant.federation.invite.Invite;
import metalplant.federation.signing.Ed25519;
import metalplant.federation.signing.Signer;
import metalplant.federation.value.Bytes;
import metalplant.model.Problem;

/**
 * An invite that is carried by hand: the inviter's card, so that the joiner knows whom to expect, and the secret that takes the place of the
 * code. The joiner still calls the inviter's pairing port with it, because the inviter has to pin something too: there is no
 * answer by file. Whoever holds the file can join in the plant's stead until it is used, taken back or a day old: carry it
 * like a key, and compare the words.
 *
 * @param invite its endpoint is the pairing port
 */
public record InviteFile(Invite invite, PlantCard inviter) {
    /** Bytes of a file. */
    public static final int FILE_MAX = 16 * 1024;

    private static final byte[] MAGIC = "metal-plant invite 1\n".getBytes(US_ASCII);

    /** @param signature by the root key in the card, over the first line of the file and the canonical content */
    record Signed(InviteFile content, Bytes signature) {}

    public InviteFile {
        if (!invite.inviter().equals(inviter.record().key())) {
            throw new IllegalArgumentException("a plant gives out its own invites");
        }
    }

    /** The bytes of the file. */
    public byte[] signed(Signer signer) {
        return joined(MAGIC, CanonicalForm.encode(new Signed(this, signer.sign(content()))));
    }

    private byte[] content() {
        return joined(MAGIC, CanonicalForm.encode(this));
    }

    /** @throws Problem BAD_REQUEST if this is no invite file, or one that was changed */
    public static InviteFile read(byte[] bytes) {
        if (bytes.length > FILE_MAX
                || bytes.length < MAGIC.length
                || !Arrays.equals(Arrays.copyOf(bytes, MAGIC.length), MAGIC)) {
            throw Problem.bad("this is no invite file");
        }
        try {
            var rest = Arrays.copyOfRange(bytes, MAGIC.length, bytes.length);
            var signed = CanonicalForm.decode(Signed.class, rest);
            var content = signed.content();
            if (!Ed25519.verify(content.invite().inviter(), content.content(), signed.signature())) {
                throw Problem.bad("the invite file was changed: its signature does not fit");
            }
            return content;
        } catch (Malformed | UnknownKind e) {
            throw Problem.bad("the invite file is damaged: " + e.getMessage());
        }
    }

    private static byte[] joined(byte[] one, byte[] other) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(one);
        out.writeBytes(other);
        return out.toByteArray();
    }

    @Override
    public String toString() {
        return "invite file of plant " + inviter.plant().text();
    }
}
