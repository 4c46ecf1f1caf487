package metalplant.federation.plant;

import java.util.List;
import java.util.UUID;
import metalplant.federation.encoding.Kind;
import metalplant.federation.entry.Body;
import metalplant.federation.entry.Evidence;
import metalplant.federation.entry.Head;
import metalplant.federation.entry.Incarnation;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.entry.PoolSpec;
import metalplant.federation.entry.Seal;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;

/**
 * What plants say to each other beside the carrier, over mutually authenticated links. Any of it may be lost, late, repeated or
 * out of order. Records, so that the canonical form carries them.
 */
public sealed interface Message {
    /** Entries of one answer. */
    int CHUNK_MAX = 64;

    /** I am here, this far, in this life. */
    @Kind(1)
    record Presence(Hash lineage, Head head, Incarnation incarnation, String peer) implements Message {}

    /** Give me what follows my head. */
    @Kind(2)
    record Pull(Head head) implements Message {}

    /** Entries, to be believed only after verification. */
    @Kind(3)
    record Chunk(List<Bytes> entries) implements Message {}

    /** Your head is not in my ledger. */
    @Kind(4)
    record Diverged(Hash lineage, long epoch) implements Message {}

    /** Please sign this too. */
    @Kind(5)
    record SealWanted(Body body) implements Message {}

    @Kind(6)
    record SealGiven(Hash body, Seal seal) implements Message {}

    @Kind(7)
    record SealDenied(Hash body, String why) implements Message {}

    /** I have your invite. */
    @Kind(8)
    record JoinHello(UUID joinId, Bytes secret, MemberRecord record) implements Message {}

    /** The invite is good; read the ledger up to here. */
    @Kind(9)
    record JoinWelcome(UUID joinId, UUID federation, long seq) implements Message {}

    /** No, and never by this invite. */
    @Kind(10)
    record JoinRefused(UUID joinId, String why) implements Message {}

    /** The plan is accepted: add me. */
    @Kind(11)
    record JoinReady(UUID joinId, Hash plan, MemberRecord record, List<PoolSpec> brought, List<Evidence> evidence)
            implements Message {}
}
