package metalplant.mesh.pairing;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import metalplant.federation.value.Bytes;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.agreement.jpake.JPAKEParticipant;
import org.bouncycastle.crypto.agreement.jpake.JPAKEPrimeOrderGroups;
import org.bouncycastle.crypto.agreement.jpake.JPAKERound1Payload;
import org.bouncycastle.crypto.agreement.jpake.JPAKERound2Payload;
import org.bouncycastle.crypto.agreement.jpake.JPAKERound3Payload;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.util.BigIntegers;

/**
 * J-PAKE (RFC 8236) in the 3072-bit group of NIST, as Bouncy Castle has it, with frames instead of payloads. Numbers are of fixed size, so that
 * each has one spelling.
 */
final class Jpake {
    /** Bytes of a member of the group. */
    static final int ELEMENT_SIZE = 384;
    /** Bytes of an exponent. */
    static final int EXPONENT_SIZE = 32;
    /** Bytes of the tag that confirms the key. */
    static final int TAG_SIZE = 32;

    private final String other;
    private final JPAKEParticipant participant;
    private BigInteger key = BigInteger.ZERO;

    /** @param own name of this side, different from {@code other} */
    Jpake(String own, String other, PairingSecret secret, SecureRandom chance) {
        this.other = other;
        this.participant = new JPAKEParticipant(
                own, secret.password(), JPAKEPrimeOrderGroups.NIST_3072, new SHA256Digest(), chance);
    }

    Frame.Round1 first() {
        var made = participant.createRound1PayloadToSend();
        return new Frame.Round1(
                element(made.getGx1()),
                element(made.getGx2()),
                proof(made.getKnowledgeProofForX1()),
                proof(made.getKnowledgeProofForX2()));
    }

    void first(Frame.Round1 received) throws Refusal {
        try {
            participant.validateRound1PayloadReceived(new JPAKERound1Payload(
                    other,
                    element(received.first()),
                    element(received.second()),
                    proof(received.firstProof()),
                    proof(received.secondProof())));
        } catch (CryptoException e) {
            throw altered();
        }
    }

    Frame.Round2 second() {
        var made = participant.createRound2PayloadToSend();
        return new Frame.Round2(element(made.getA()), proof(made.getKnowledgeProofForX2s()));
    }

    /** Also computes the key, which is the same on both sides only if their secrets are. */
    void second(Frame.Round2 received) throws Refusal {
        try {
            participant.validateRound2PayloadReceived(
                    new JPAKERound2Payload(other, element(received.a()), proof(received.proof())));
            key = participant.calculateKeyingMaterial();
        } catch (CryptoException e) {
            throw altered();
        }
    }

    Frame.Round3 third() {
        var tag = participant.createRound3PayloadToSend(key).getMacTag().toByteArray();
        var whole = new byte[TAG_SIZE];
        // The tag is read as a signed number; what is sent are its 32 bytes.
        Arrays.fill(whole, tag[0] < 0 ? (byte) -1 : 0);
        System.arraycopy(tag, 0, whole, TAG_SIZE - tag.length, tag.length);
        return new Frame.Round3(Bytes.of(whole));
    }

    /** Whether the other side has the same key. Called after {@link #third()}, which need not be sent before. */
    boolean confirms(Frame.Round3 received) throws Refusal {
        if (received.tag().size() != TAG_SIZE) {
            throw altered();
        }
        try {
            participant.validateRound3PayloadReceived(
                    new JPAKERound3Payload(other, new BigInteger(received.tag().toArray())), key);
            return true;
        } catch (CryptoException e) {
            return false;
        }
    }

    /** What both sides know now. */
    byte[] sharedSecret() {
        return BigIntegers.asUnsignedByteArray(ELEMENT_SIZE, key);
    }

    private static Refusal altered() {
        return new Refusal("a proof does not hold: the messages were made or changed by somebody else");
    }

    private static Bytes element(BigInteger value) {
        return Bytes.of(BigIntegers.asUnsignedByteArray(ELEMENT_SIZE, value));
    }

    private static BigInteger element(Bytes bytes) throws Refusal {
        return number(bytes, ELEMENT_SIZE);
    }

    private static Frame.Proof proof(BigInteger[] made) {
        return new Frame.Proof(element(made[0]), Bytes.of(BigIntegers.asUnsignedByteArray(EXPONENT_SIZE, made[1])));
    }

    private static BigInteger[] proof(Frame.Proof received) throws Refusal {
        return new BigInteger[] {number(received.commitment(), ELEMENT_SIZE), number(received.response(), EXPONENT_SIZE)
        };
    }

    private static BigInteger number(Bytes bytes, int size) throws Refusal {
        if (bytes.size() != size) {
            throw new Refusal("a number has %d bytes, not %d".formatted(size, bytes.size()));
        }
        return new BigInteger(1, bytes.toArray());
    }
}
