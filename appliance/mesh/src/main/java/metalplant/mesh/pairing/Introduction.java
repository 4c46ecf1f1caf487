package metalplant.mesh.pairing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.security.cert.CertificateException;
import java.util.Optional;
import metalplant.federation.encoding.CanonicalForm;
import metalplant.federation.encoding.Malformed;
import metalplant.federation.encoding.UnknownKind;
import metalplant.federation.invite.Invite;
import metalplant.federation.signing.Ed25519;
import metalplant.federation.signing.Signer;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;
import metalplant.trust.Pins;

/**
 * What one side says of itself under its root key, for this meeting only.
 *
 * @param transcript hash of all that was said before, fresh bytes of both sides included: nobody can use it again
 * @param to the plant it is meant for
 * @param invite from the inviter
 */
record Introduction(PairingRole role, Hash transcript, PlantId to, PlantCard card, Optional<Invite> invite) {
    private static final byte[] DOMAIN = "metal-plant pairing introduction 1\n".getBytes(US_ASCII);

    /** @param signature Ed25519 by the root key in the card, over the domain line and the canonical body */
    record Signed(Introduction body, Bytes signature) {}

    byte[] signed(Signer signer) {
        return CanonicalForm.encode(new Signed(this, signer.sign(content())));
    }

    private byte[] content() {
        var out = new ByteArrayOutputStream();
        out.writeBytes(DOMAIN);
        out.writeBytes(CanonicalForm.encode(this));
        return out.toByteArray();
    }

    /**
     * Reads one and believes it only if everything fits.
     *
     * @param from the side and plant that it has to be of
     */
    static Introduction read(byte[] bytes, PairingRole role, PlantId from, PlantId me, Hash transcript) throws Refusal {
        Signed signed;
        try {
            signed = CanonicalForm.decode(Signed.class, bytes);
        } catch (Malformed | UnknownKind e) {
            throw new Refusal("the introduction cannot be read: " + e.getMessage());
        }
        var body = signed.body();
        var key = body.card().record().key();
        if (!Ed25519.verify(key, body.content(), signed.signature())) {
            throw new Refusal("the introduction is not signed by the key that it shows");
        }
        boolean meant = body.role() == role
                && body.transcript().equals(transcript)
                && body.to().equals(me)
                && key.plant().equals(from);
        if (!meant) {
            throw new Refusal("the introduction is of another plant or of another meeting");
        }
        try {
            Pins.authority(body.card().record().meshCa().toArray());
        } catch (CertificateException e) {
            throw new Refusal("the introduction has no usable authority");
        }
        boolean invites =
                body.invite().filter(invite -> invite.inviter().equals(key)).isPresent();
        if (invites != (role == PairingRole.INVITER) || body.invite().isPresent() != invites) {
            throw new Refusal("the introduction has an invite that is not its own, or none");
        }
        return body;
    }
}
