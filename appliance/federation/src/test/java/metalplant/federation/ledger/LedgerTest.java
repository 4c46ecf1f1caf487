package metalplant.federation.ledger;

import static metalplant.federation.ledger.TestLedger.ACCEPTANCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.UUID;
import metalplant.federation.encoding.Limits;
import metalplant.federation.entry.Body;
import metalplant.federation.entry.Entry;
import metalplant.federation.entry.EscrowCommand;
import metalplant.federation.entry.Horizon;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.entry.Reason;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.model.Problem;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static Reason reason(Verdict verdict) {
        return verdict instanceof Verdict.Refused refused ? refused.reason() : notRefused(verdict);
    }

    private static Reason notRefused(Verdict verdict) {
        throw new AssertionError("not refused: " + verdict);
    }

    @Test
    void twoReadersOfTheSameEntriesHaveTheSameStateByteForByte() {
        var made = TestLedger.three();
        made.accepted(made.north, made.grant(0, made.south));
        var again = Import.of(Ledger.EMPTY, made.log, ACCEPTANCE).ledger();
        assertThat(again).isEqualTo(made.ledger());
        assertThat(again.folded().digest()).isEqualTo(made.state().digest());
    }

    @Test
    void noBitOfAnEntryCanBeTurned() {
        var made = TestLedger.pair();
        var entry = made.entry(made.north, made.grant(1, made.south));
        var before = made.ledger();
        for (int bit = 0; bit < entry.size() * 8; bit++) {
            var verdict = made.offer(entry.withFlippedBit(bit));
            assertThat(verdict).as("bit %d", bit).isNotInstanceOf(Verdict.Accepted.class);
        }
        assertThat(made.ledger()).isEqualTo(before);
        assertThat(made.offer(entry)).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void noTruncatedEntryIsTaken() {
        var made = TestLedger.pair();
        var entry = made.entry(made.north, made.grant(1, made.south));
        for (int size = 0; size < entry.size(); size++) {
            assertThat(reason(made.offer(entry.first(size)))).isEqualTo(Reason.MALFORMED);
        }
    }

    @Test
    void rubbishNeverThrows() {
        var made = TestLedger.pair();
        var random = new Random(5);
        for (int i = 0; i < 2_000; i++) {
            var bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            assertThat(made.offer(Bytes.of(bytes))).isNotInstanceOf(Verdict.Accepted.class);
        }
    }

    @Test
    void anEntryThatIsTooLargeIsNotEvenRead() {
        var made = TestLedger.pair();
        assertThat(reason(made.offer(Bytes.of(new byte[Limits.ENTRY_BYTES_MAX + 1]))))
                .isEqualTo(Reason.TOO_LARGE);
    }

    @Test
    void aStrangersSignatureIsNotOne() {
        var made = TestLedger.pair();
        var drain = new MemberCommand.MemberDrain(made.south.id());
        var body = made.body(made.south, drain);
        var forged = Entry.sealed(body, List.of(made.west.signer())).bytes();
        assertThat(reason(made.offer(forged))).isEqualTo(Reason.AUTHOR_UNKNOWN);
    }

    @Test
    void aSignatureUnderAnotherBodyDoesNotFit() {
        var made = TestLedger.pair();
        var body = made.body(made.south, new MemberCommand.MemberDrain(made.south.id()));
        var other = made.body(made.south, new MemberCommand.MemberDrain(made.north.id()));
        var seal = metalplant.federation.entry.Seal.of(other, made.south.signer());
        var entry = Entry.withSeals(body, List.of(seal)).bytes();
        assertThat(reason(made.offer(entry))).isEqualTo(Reason.BAD_SIGNATURE);
    }

    @Test
    void somebodyElsesSignatureDoesNotMakeAnEntryOfMine() {
        var made = TestLedger.pair();
        var body = made.body(made.south, new MemberCommand.MemberDrain(made.south.id()));
        var entry = Entry.sealed(body, List.of(made.north.signer())).bytes();
        assertThat(reason(made.offer(entry))).isEqualTo(Reason.SIGNATURE_MISSING);
    }

    @Test
    void entriesOfAnotherEpochFederationOrPlaceAreRefused() {
        var made = TestLedger.pair();
        var good = made.body(made.north, made.grant(0, made.north));
        assertThat(reason(made.offer(signed(made, with(good, 3, good.seq(), good.previous(), good.federation())))))
                .isEqualTo(Reason.STALE_EPOCH);
        assertThat(reason(made.offer(signed(made, with(good, 0, good.seq(), good.previous(), new UUID(9, 9))))))
                .isEqualTo(Reason.OTHER_FEDERATION);
        assertThat(reason(made.offer(signed(made, with(good, 0, good.seq(), Hash.NONE, good.federation())))))
                .isEqualTo(Reason.BROKEN_CHAIN);
        assertThat(made.offer(signed(made, with(good, 0, good.seq() + 1, good.previous(), good.federation()))))
                .isInstanceOf(Verdict.Ahead.class);
        assertThat(made.offer(made.log.getFirst())).isEqualTo(new Verdict.Behind(0));
    }

    private static Body with(Body body, long epoch, long seq, Hash previous, UUID federation) {
        return new Body(federation, 1, epoch, seq, previous, 0, body.request(), body.author(), body.command());
    }

    private static Bytes signed(TestLedger made, Body body) {
        return Entry.sealed(body, List.of(made.north.signer())).bytes();
    }

    @Test
    void aRequestHasOneEffect() {
        var made = TestLedger.pair();
        var first = made.body(made.north, made.grant(0, made.north));
        made.accept(signed(made, first));
        var second = made.body(made.north, made.grant(1, made.north));
        var again = new Body(
                second.federation(),
                1,
                0,
                second.seq(),
                second.previous(),
                0,
                first.request(),
                made.north.id(),
                second.command());
        assertThat(reason(made.offer(signed(made, again)))).isEqualTo(Reason.REQUEST_REPEATED);
    }

    @Test
    void theMirrorStopsBeforeAnEntryOfNewerSoftware() {
        var made = TestLedger.pair();
        var body = made.body(made.north, made.grant(0, made.north));
        var newer = new Body(
                body.federation(),
                Acceptance.LEVEL + 1,
                0,
                body.seq(),
                body.previous(),
                0,
                body.request(),
                body.author(),
                body.command());
        assertThat(made.offer(signed(made, newer))).isInstanceOf(Verdict.TooNew.class);
    }

    private static final Acceptance OLD = new Acceptance(ACCEPTANCE.verifier(), ACCEPTANCE.guards(), 1);
    private static final EscrowCommand NEW_KIND =
            new EscrowCommand.AllocateUntil(TestLedger.SHARED.id(), Horizon.MILLIS_MIN);

    @Test
    void aNewKindIsNotWrittenBeforeEveryMemberCanReadIt() {
        var made = TestLedger.pair();
        assertThat(made.refusal(made.north, NEW_KIND)).startsWith("LEVEL_NOT_REACHED");
        made.accepted(made.north, new MemberCommand.MemberLevel(made.north.id(), 2));
        assertThat(made.refusal(made.north, NEW_KIND)).startsWith("LEVEL_NOT_REACHED");
        made.reaching(2);
        made.accepted(made.north, NEW_KIND);
    }

    @Test
    void aNewKindDoesNotGetInUnderAnOldLevel() {
        var made = TestLedger.pair().reaching(2);
        var body = made.body(made.north, NEW_KIND);
        assertThat(reason(made.offer(signed(made, with(body, 0, body.seq(), body.previous(), body.federation())))))
                .isEqualTo(Reason.LEVEL_NOT_REACHED);
    }

    @Test
    void oldSoftwareReadsUpToTheFirstEntryThatItDoesNotKnowAndSkipsNothing() {
        // given a ledger whose level rose, with a new kind in the middle
        var made = TestLedger.pair().reaching(2);
        long readable = made.ledger().head().seq();
        made.accepted(made.north, NEW_KIND);
        made.accepted(made.north, made.grant(1, made.north));
        // when the release before reads it
        var result = Import.of(Ledger.EMPTY, made.log, OLD);
        var again = Import.of(result.ledger(), made.log.subList((int) readable + 2, made.log.size()), OLD);
        // then it has all before it, and nothing behind
        assertThat(result.ledger().head().seq()).isEqualTo(readable);
        assertThat(result.stopped()).isInstanceOf(Verdict.TooNew.class);
        assertThat(again.accepted()).isEmpty();
        assertThat(Import.of(result.ledger(), made.log, ACCEPTANCE).ledger()).isEqualTo(made.ledger());
    }

    @Test
    void aLevelIsReachedWhenEveryMemberCanReadIt() {
        var made = TestLedger.pair();
        assertThat(made.refusal(made.north, new MemberCommand.SchemaLevel(2))).contains("cannot read this level");
        made.accepted(made.north, new MemberCommand.MemberLevel(made.north.id(), 2));
        assertThat(made.refusal(made.north, new MemberCommand.SchemaLevel(2))).contains("cannot read this level");
        made.accepted(made.south, new MemberCommand.MemberLevel(made.south.id(), 2));
        made.accepted(made.north, new MemberCommand.SchemaLevel(2));
        assertThat(made.state().level()).isEqualTo(2);
    }

    @Test
    void aPlantTwoLevelsBehindCannotJoin() {
        var made = TestLedger.founded();
        made.accepted(made.north, new MemberCommand.MemberLevel(made.north.id(), 3));
        made.accepted(made.north, new MemberCommand.SchemaLevel(2));
        made.join(made.south);
        made.accepted(made.south, new MemberCommand.MemberLevel(made.south.id(), 3));
        made.accepted(made.north, new MemberCommand.SchemaLevel(2));
        made.accepted(made.north, new MemberCommand.SchemaLevel(3));
        assertThat(made.refusal(made.north, made.add(made.west), made.west.signer()))
                .contains("too old");
    }

    @Test
    void aPlantOneLevelBehindHoldsTheLedgerBackUntilItIsUpgraded() {
        var made = TestLedger.founded();
        made.accepted(made.north, new EscrowCommand.PrefixAdd(TestLedger.SHARED));
        made.reaching(2);
        made.join(made.south);
        assertThat(made.state().level()).isEqualTo(1);
        assertThat(made.refusal(made.north, NEW_KIND)).startsWith("LEVEL_NOT_REACHED");
        made.reaching(2);
        made.accepted(made.north, NEW_KIND);
    }

    @Test
    void aFileCarriesEntriesAndRepeatedOnesChangeNothing() {
        var made = TestLedger.three();
        var file = LedgerFile.write(made.log);
        var first = Import.of(Ledger.EMPTY, LedgerFile.read(file), ACCEPTANCE);
        assertThat(first.ledger()).isEqualTo(made.ledger());
        var second = Import.of(first.ledger(), LedgerFile.read(file), ACCEPTANCE);
        assertThat(second.accepted()).isEmpty();
        assertThat(second.ledger()).isEqualTo(made.ledger());
    }

    @Test
    void aFileWithAHoleIsReadUpToTheHole() {
        var made = TestLedger.three();
        var holed = new java.util.ArrayList<>(made.log);
        holed.remove(2);
        var result = Import.of(Ledger.EMPTY, holed, ACCEPTANCE);
        assertThat(result.ledger().head().seq()).isEqualTo(1);
        assertThat(result.stopped()).isInstanceOf(Verdict.Ahead.class);
    }

    @Test
    void aDamagedFileIsRefused() {
        var file = LedgerFile.write(TestLedger.pair().log);
        assertThatThrownBy(() -> LedgerFile.read(java.util.Arrays.copyOf(file, file.length - 3)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("cut short");
        assertThatThrownBy(() -> LedgerFile.read(new byte[] {1, 2, 3}))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("no file with ledger entries");
        var huge = file.clone();
        huge[21] = 0x7f;
        assertThatThrownBy(() -> LedgerFile.read(huge)).isInstanceOf(Problem.class);
    }
}
