package metalplant.federation.epoch;

import static metalplant.federation.ledger.TestLedger.block;
import static metalplant.federation.ledger.TestLedger.voters;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import metalplant.federation.entry.EpochCommand;
import metalplant.federation.entry.EscrowCommand;
import metalplant.federation.entry.Evidence;
import metalplant.federation.entry.FenceKind;
import metalplant.federation.entry.Incarnation;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.entry.Tenure;
import metalplant.federation.entry.Voter;
import metalplant.federation.ledger.TestLedger;
import metalplant.federation.value.Bytes;
import org.junit.jupiter.api.Test;

class EpochTest {
    private static EpochCommand.EpochBump bump(TestLedger made, boolean remembers, Evidence... evidence) {
        return new EpochCommand.EpochBump(made.north.id(), "peer-north-2", remembers, List.of(evidence));
    }

    private static void broken(TestLedger made, boolean remembers, Evidence... evidence) {
        made.accepted(made.north, bump(made, remembers, evidence), made.recovery);
    }

    @Test
    void votersChangeOneAtATime() {
        var made = TestLedger.pair();
        made.join(made.west);
        assertThat(made.refusal(made.north, new EpochCommand.VoterSet(voters(made.north, made.south, made.west))))
                .contains("one at a time");
        made.votes(made.north, made.south);
        assertThat(made.refusal(made.north, new EpochCommand.VoterSet(voters(made.south, made.west))))
                .contains("one at a time");
        made.votes(made.north, made.south, made.west);
    }

    @Test
    void aStrangerDoesNotVote() {
        var made = TestLedger.pair();
        assertThat(made.refusal(made.north, new EpochCommand.VoterSet(voters(made.north, made.west))))
                .contains("is a member");
    }

    @Test
    void nobodyChangesItsOwnPeerId() {
        var made = TestLedger.pair();
        made.votes(made.north, made.south);
        var changed =
                List.of(new Voter(made.north.id(), "other"), voters(made.south).getFirst());
        assertThat(made.refusal(made.north, new EpochCommand.VoterSet(changed))).contains("others say");
        made.accepted(made.south, new EpochCommand.VoterSet(changed));
    }

    @Test
    void breakGlassNeedsTheRecoveryKey() {
        var made = TestLedger.three();
        assertThat(made.refusal(made.north, bump(made, true))).contains("recovery key");
        broken(made, true);
        assertThat(made.state().epoch().number()).isEqualTo(1);
        assertThat(made.state().epoch().lineage())
                .isEqualTo(made.ledger().head().hash());
        assertThat(made.state().epoch().voters()).containsExactly(new Voter(made.north.id(), "peer-north-2"));
    }

    @Test
    void aNewLineageNeedsANewPeerId() {
        var made = TestLedger.three();
        var bump = new EpochCommand.EpochBump(made.north.id(), "peer-north", true, List.of());
        assertThat(made.refusal(made.north, bump, made.recovery)).contains("new peer id");
    }

    @Test
    void everybodyElseOwesItsMemory() {
        var made = TestLedger.three();
        broken(made, true);
        assertThat(made.state().epoch().owing().keys()).containsExactlyInAnyOrder(made.south.id(), made.west.id());
        assertThat(made.state().epoch().answersFor(made.north.id())).isTrue();
        assertThat(made.state().epoch().answersFor(made.south.id())).isFalse();
    }

    @Test
    void whatTheSurvivorSignedAwayIsNotFree() {
        var made = TestLedger.three();
        broken(made, true, new Evidence(block(4), Tenure.granted(made.south.id(), 0, 1)));
        assertThat(made.state().pools().tenure(block(4))).contains(Tenure.granted(made.south.id(), 0, 1));
        assertThat(made.refusal(made.north, made.grant(4, made.north))).contains("is not free");
    }

    @Test
    void noPoolIsAddedWhileSomebodyMayAddTheSameElsewhere() {
        var made = TestLedger.three().reaching(2);
        broken(made, true);
        var add = new EscrowCommand.PrefixAdd(TestLedger.pool("192.0.2.0/24", 28));
        var claim = new EscrowCommand.PrefixClaim(TestLedger.pool("198.51.100.0/24", 28));
        assertThat(made.refusal(made.north, add)).contains("no new pools");
        assertThat(made.refusal(made.north, claim)).contains("no new pools");
        made.accepted(made.south, new EpochCommand.ReserveAttest(made.south.id(), List.of()));
        assertThat(made.refusal(made.north, add)).contains("no new pools");
        made.accepted(made.north, new MemberCommand.MemberEvict(made.west.id()));
        made.accepted(
                made.north,
                new MemberCommand.FenceProof(made.west.id(), FenceKind.DESTROYED, List.of("day-shift", "night-shift")));
        made.accepted(made.north, add);
    }

    @Test
    void whoJoinsBringsNothingWhileSomebodyMayHaveClaimedTheSameElsewhere() {
        var made = TestLedger.pair().reaching(2);
        broken(made, true);
        assertThat(made.state().epoch().debtsPaid()).isFalse();
        var empty = made.add(made.west);
        var bringing = new MemberCommand.MemberAdd(
                empty.joinId(),
                empty.member(),
                empty.inviter(),
                empty.plan(),
                List.of(TestLedger.pool("192.0.2.0/24", 28)),
                List.of());
        assertThat(made.refusal(made.north, bringing, made.west.signer())).contains("no new pools");
        made.accepted(made.south, new EpochCommand.ReserveAttest(made.south.id(), List.of()));
        made.accepted(made.north, bringing, made.west.signer());
        assertThat(made.state().pools().find("192.0.2.0/24")).isPresent();
    }

    @Test
    void aPlantThatWasRestoredMeanwhileCannotAttest() {
        var made = TestLedger.three();
        broken(made, true);
        var life = new Incarnation(1, Bytes.of(new byte[16]));
        made.accepted(made.south, new MemberCommand.IncarnationRaise(made.south.id(), life), made.north.signer());
        assertThat(made.refusal(made.south, new EpochCommand.ReserveAttest(made.south.id(), List.of())))
                .contains("does not know what it signed");
    }

    @Test
    void aSurvivorThatForgotGrantsNothingUntilPeopleHaveLooked() {
        var made = TestLedger.three();
        broken(made, false);
        made.accepted(made.south, new EpochCommand.ReserveAttest(made.south.id(), List.of()));
        made.accepted(made.west, new EpochCommand.ReserveAttest(made.west.id(), List.of()));
        assertThat(made.refusal(made.north, made.grant(1, made.north))).contains("is not known yet");
        var accept = new EpochCommand.InventoryAccept(
                made.north.id(), List.of(new Evidence(block(2), Tenure.granted(made.west.id(), 0, 1))));
        assertThat(made.refusal(made.north, accept)).contains("recovery key");
        made.accepted(made.north, accept, made.recovery);
        made.accepted(made.north, made.grant(1, made.north));
        assertThat(made.refusal(made.north, made.grant(2, made.north))).contains("is not free");
    }

    @Test
    void peopleLookForAPlantThatWasRestoredBehindABreakGlass() {
        var made = TestLedger.three();
        broken(made, true);
        reborn(made, made.south);
        var accept = new EpochCommand.InventoryAccept(
                made.south.id(), List.of(new Evidence(block(6), Tenure.granted(made.west.id(), 0, 9))));
        assertThat(made.refusal(made.north, accept, made.recovery)).contains("fenced, first");
        made.accepted(made.west, new EpochCommand.ReserveAttest(made.west.id(), List.of()));
        assertThat(made.refusal(made.north, accept)).contains("recovery key");
        made.accepted(made.north, accept, made.recovery);
        assertThat(made.state().epoch().owing().keys()).isEmpty();
        assertThat(made.state().pools().tenure(block(6))).contains(Tenure.granted(made.west.id(), 0, 9));
    }

    @Test
    void nobodyLooksForAPlantThatCanTell() {
        var made = TestLedger.three();
        broken(made, true);
        made.accepted(made.west, new EpochCommand.ReserveAttest(made.west.id(), List.of()));
        assertThat(made.refusal(
                        made.north, new EpochCommand.InventoryAccept(made.south.id(), List.of()), made.recovery))
                .contains("can still tell");
    }

    @Test
    void oneThatIsPutOutGoesOnOwingWhatIsOlder() {
        var made = TestLedger.three();
        broken(made, true);
        reborn(made, made.south);
        made.accepted(made.north, new MemberCommand.MemberEvict(made.west.id()));
        assertThat(made.state().epoch().debtsPaid()).isFalse();
        var accept = new EpochCommand.InventoryAccept(made.south.id(), List.of());
        assertThat(made.refusal(made.north, accept, made.recovery)).contains("fenced, first");
        made.accepted(
                made.north,
                new MemberCommand.FenceProof(made.west.id(), FenceKind.DESTROYED, List.of("day-shift", "night-shift")));
        made.accepted(made.north, accept, made.recovery);
        assertThat(made.state().epoch().debtsPaid()).isTrue();
    }

    private static void reborn(TestLedger made, TestLedger.Plant plant) {
        var life = new Incarnation(1, Bytes.of(new byte[16]));
        made.accepted(plant, new MemberCommand.IncarnationRaise(plant.id(), life), made.north.signer());
    }

    @Test
    void onlyAVoterRemembersEverything() {
        var made = TestLedger.pair();
        var bump = new EpochCommand.EpochBump(made.south.id(), "peer-south-2", true, List.of());
        assertThat(made.refusal(made.south, bump, made.recovery)).contains("only a voter");
    }
}
