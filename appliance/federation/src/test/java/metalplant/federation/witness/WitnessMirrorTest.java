package metalplant.federation.witness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import metalplant.federation.entry.Body;
import metalplant.federation.entry.Command;
import metalplant.federation.entry.Entry;
import metalplant.federation.entry.EpochCommand;
import metalplant.federation.entry.Head;
import metalplant.federation.entry.Incarnation;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.guard.Guards;
import metalplant.federation.ledger.Acceptance;
import metalplant.federation.signing.Ed25519;
import metalplant.federation.signing.Signer;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;
import org.junit.jupiter.api.Test;

class WitnessMirrorTest {
    private static final UUID FEDERATION = new UUID(1, 2);
    private static final Acceptance ACCEPTANCE = new Acceptance(Ed25519::verify, Guards.ALL, Acceptance.LEVEL);
    private static final Signer FOUNDER = signer(1);
    private static final Signer RECOVERY = signer(9);
    private static final PlantId NORTH = FOUNDER.key().plant();
    private static final PlantId SOUTH = signer(2).key().plant();

    private final WitnessMirror mirror = new WitnessMirror(FEDERATION, ACCEPTANCE);

    private static Signer signer(int number) {
        var seed = new byte[Ed25519.SEED_SIZE];
        seed[0] = (byte) number;
        return Ed25519.signer(Bytes.of(seed));
    }

    private static Bytes entry(UUID federation, long epoch, Head before, Command command) {
        var body = new Body(
                federation,
                1,
                epoch,
                before.seq() + 1,
                before.hash(),
                0,
                new UUID(before.seq(), command.hashCode()),
                NORTH,
                command);
        boolean plain = command instanceof MemberCommand.LabelClaim;
        return Entry.sealed(body, plain ? List.of(FOUNDER) : List.of(FOUNDER, RECOVERY))
                .bytes();
    }

    private static Head behind(Head before, Bytes entry) {
        return new Head(before.seq() + 1, Hash.of(entry.toArray()));
    }

    private static Bytes genesis(UUID federation) {
        var record = new MemberRecord(
                FOUNDER.key(), "north", 1, new Incarnation(0, Bytes.of(new byte[16])), Bytes.EMPTY, Bytes.EMPTY, "");
        return entry(federation, 0, Head.EMPTY, new MemberCommand.Genesis(record, RECOVERY.key(), "p1", List.of()));
    }

    private static Bytes bump(Head before) {
        return entry(FEDERATION, 1, before, new EpochCommand.EpochBump(NORTH, "p2", true, List.of()));
    }

    @Test
    void theLedgerOfAnotherFederationIsNotBelieved() {
        assertThat(mirror.told(NORTH, List.of(genesis(new UUID(8, 8))))).isFalse();
        assertThat(mirror.state()).isEmpty();
    }

    @Test
    void entriesAreTakenInOrderAndOnce() {
        var genesis = genesis(FEDERATION);
        assertThat(mirror.told(NORTH, List.of(genesis))).isTrue();
        assertThat(mirror.told(SOUTH, List.of(genesis))).isFalse();
        assertThat(mirror.head().seq()).isZero();
    }

    @Test
    void aLineageOfAHigherEpochIsFollowedFromItsBeginningAndNeverLeftForAnOlderOne() {
        // given what was committed in the old lineage, and a break-glass that does not know of it
        var genesis = genesis(FEDERATION);
        var first = behind(Head.EMPTY, genesis);
        var old = entry(FEDERATION, 0, first, new MemberCommand.LabelClaim(NORTH, "old"));
        mirror.told(NORTH, List.of(genesis, old));
        var lineage = mirror.state().orElseThrow().epoch().lineage();
        var bump = bump(first);
        // when
        mirror.follows(SOUTH, Hash.of(bump.toArray()));
        assertThat(mirror.behind(SOUTH)).isEqualTo(Head.EMPTY);
        mirror.told(SOUTH, List.of(genesis));
        assertThat(mirror.state().orElseThrow().epoch().lineage()).isEqualTo(lineage);
        mirror.told(SOUTH, List.of(bump));
        // then
        assertThat(mirror.state().orElseThrow().epoch().number()).isEqualTo(1);
        mirror.follows(NORTH, lineage);
        mirror.told(NORTH, List.of(genesis, old));
        assertThat(mirror.state().orElseThrow().epoch().number()).isEqualTo(1);
    }

    @Test
    void aTurnedBitIsRefused() {
        var bytes = genesis(FEDERATION).toArray();
        bytes[bytes.length / 2] ^= 1;
        assertThat(mirror.told(NORTH, List.of(Bytes.of(bytes)))).isFalse();
        assertThat(mirror.state()).isEmpty();
    }
}
