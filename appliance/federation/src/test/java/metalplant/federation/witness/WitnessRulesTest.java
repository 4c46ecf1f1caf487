package metalplant.federation.witness;

import static metalplant.federation.ledger.TestLedger.voters;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import metalplant.federation.entry.EpochCommand;
import metalplant.federation.entry.EscrowCommand;
import metalplant.federation.entry.FenceKind;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.entry.WitnessCommand;
import metalplant.federation.ledger.TestLedger;
import org.junit.jupiter.api.Test;

class WitnessRulesTest {
    private final TestLedger made = TestLedger.pair();
    private final TestLedger.Plant witness = TestLedger.plant(7, "witness");

    private void standsBy() {
        made.votes(made.north, made.south);
        made.accepted(made.north, new WitnessCommand.WitnessAdd(witness.record()));
    }

    private void votes() {
        standsBy();
        made.votes(made.north, made.south, witness);
    }

    @Test
    void aWitnessVotesWithoutBeingAMember() {
        votes();
        assertThat(made.state().epoch().isVoter(witness.id())).isTrue();
        assertThat(made.state().members().find(witness.id())).isEmpty();
    }

    @Test
    void aStrangerIsNoWitness() {
        made.votes(made.north, made.south);
        assertThat(made.refusal(made.north, new EpochCommand.VoterSet(voters(made.north, made.south, witness))))
                .contains("a member or the witness");
    }

    @Test
    void thereIsOneWitnessAndItIsNoMember() {
        standsBy();
        assertThat(made.refusal(made.north, new WitnessCommand.WitnessAdd(made.west.record())))
                .contains("a witness already");
        assertThat(made.refusal(made.north, made.add(witness), witness.signer()))
                .contains("the witness is no member");
    }

    @Test
    void aMemberDoesNotBecomeTheWitness() {
        assertThat(made.refusal(made.north, new WitnessCommand.WitnessAdd(made.south.record())))
                .contains("votes as a member");
    }

    @Test
    void aWitnessWritesNothing() {
        votes();
        assertThat(made.refusal(witness, new MemberCommand.MemberEvict(made.south.id())))
                .contains("AUTHOR_UNKNOWN");
    }

    @Test
    void aWitnessThatGoesIsForgottenOnceItDoesNotVote() {
        votes();
        made.accepted(made.south, new WitnessCommand.WitnessRemove(witness.id()));
        assertThat(made.state().witness()).map(Witness::leaving).contains(true);
        made.votes(made.north, made.south);
        assertThat(made.state().witness()).isEmpty();
        assertThat(made.refusal(made.south, new WitnessCommand.WitnessRemove(witness.id())))
                .contains("no such witness");
    }

    @Test
    void aWitnessThatGoesIsNotMadeAVoterAgain() {
        votes();
        made.accepted(made.south, new WitnessCommand.WitnessRemove(witness.id()));
        made.accepted(made.north, new EpochCommand.VoterSet(voters(made.north, made.south)));
        assertThat(made.refusal(made.north, new EpochCommand.VoterSet(voters(made.north, made.south, witness))))
                .contains("a member or the witness");
    }

    @Test
    void aWitnessHasNoReserve() {
        votes();
        made.accepted(made.north, new EscrowCommand.PrefixAdd(TestLedger.pool("192.0.2.0/24", 28)));
        assertThat(made.state().pools().reserveOwners()).doesNotContain(witness.id());
    }

    @Test
    void aWitnessOwesNothingBehindABreakGlassAndStandsByAgain() {
        votes();
        made.accepted(
                made.north,
                new EpochCommand.EpochBump(made.north.id(), "peer-north-2", true, List.of()),
                made.recovery);
        assertThat(made.state().epoch().owing().keys()).containsExactly(made.south.id());
        assertThat(made.state().witness()).map(Witness::mayVote).contains(true);
    }

    @Test
    void whatTwoVotersMustConfirmIsConfirmedByOneWhereTheOtherOneIsTheWitness() {
        votes();
        made.accepted(made.south, made.grant(5, made.south), made.north.signer());
        made.accepted(made.north, new MemberCommand.MemberEvict(made.south.id()));
        made.accepted(
                made.north,
                new MemberCommand.FenceProof(
                        made.south.id(), FenceKind.DESTROYED, List.of("day-shift", "night-shift")));
        made.accepted(made.north, new EscrowCommand.BlockQuarantine(TestLedger.block(5)));
        made.accepted(made.north, new EpochCommand.ReserveAttest(made.north.id(), List.of()));
        made.accepted(made.north, new EscrowCommand.BlockFree(TestLedger.block(5), made.north.id()));
    }
}
