package metalplant.mesh.pairing;

import java.util.Optional;
import java.util.UUID;
import metalplant.federation.encoding.Kind;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;

/** What is said on a pairing connection, in canonical form behind a length of four bytes. */
sealed interface Frame {
    /**
     * The first of each side.
     *
     * @param nonce 16 fresh bytes
     * @param plant a claim until the end
     * @param joinId which invite file; empty for a code
     * @param inviting whether this side has an invite open itself
     */
    @Kind(1)
    record Hello(int version, Bytes nonce, PlantId plant, Optional<UUID> joinId, boolean inviting) implements Frame {}

    /** A proof that the sender knows an exponent: g^v and r. */
    record Proof(Bytes commitment, Bytes response) {}

    @Kind(2)
    record Round1(Bytes first, Bytes second, Proof firstProof, Proof secondProof) implements Frame {}

    @Kind(3)
    record Round2(Bytes a, Proof proof) implements Frame {}

    /** Confirms the key. */
    @Kind(4)
    record Round3(Bytes tag) implements Frame {}

    /** AES-GCM of an {@link Introduction.Signed}, or of nothing: then all is well and said. */
    @Kind(5)
    record Sealed(Bytes content) implements Frame {}

    /** It ends here. */
    @Kind(6)
    record Refused(String why) implements Frame {}
}
