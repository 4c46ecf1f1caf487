package metalplant.federation.homes;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import metalplant.federation.entry.HomeCommand;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.entry.Version;
import metalplant.federation.guard.Guards;
import metalplant.federation.ledger.TestLedger;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.PlantId;
import metalplant.model.ip.Cidr;
import org.junit.jupiter.api.Test;

class HomesTest {
    private static final UUID ONE = new UUID(0, 1);
    private static final UUID TWO = new UUID(0, 2);

    private static HomeCommand.EntityPut put(UUID id, long homeEpoch, long number, String name) {
        return new HomeCommand.EntityPut("project", id, new Version(homeEpoch, number), "", name, Bytes.EMPTY);
    }

    private static Entity entity(TestLedger made, UUID id) {
        return made.state().homes().find(id).orElseThrow();
    }

    @Test
    void itsHomeChangesAnEntityAndNobodyElse() {
        var made = TestLedger.pair();
        made.accepted(made.south, put(ONE, 0, 1, "shop"));
        made.accepted(made.south, put(ONE, 0, 2, "shop"));
        assertThat(made.refusal(made.north, put(ONE, 0, 3, "shop"))).contains("is its home");
        assertThat(made.refusal(made.south, put(ONE, 0, 2, "shop"))).contains("not newer");
    }

    @Test
    void theFirstClaimHasTheNameAndTheOtherIsShownWithItsPlant() {
        var made = TestLedger.pair();
        made.accepted(made.south, put(ONE, 0, 1, "shop"));
        made.accepted(made.north, put(TWO, 0, 1, "shop"));
        assertThat(entity(made, ONE).shownName("south")).isEqualTo("shop~south");
        made.accepted(made.north, new HomeCommand.NameClaim(TWO));
        made.accepted(made.south, new HomeCommand.NameClaim(ONE));
        assertThat(entity(made, TWO).shownName("north")).isEqualTo("shop");
        assertThat(entity(made, ONE).standing()).isEqualTo(Entity.Standing.LOST);
        assertThat(entity(made, ONE).shownName("south")).isEqualTo("shop~south");
    }

    @Test
    void aNameThatIsGivenUpCanBeClaimed() {
        var made = TestLedger.pair();
        made.accepted(made.south, put(ONE, 0, 1, "shop"));
        made.accepted(made.south, new HomeCommand.NameClaim(ONE));
        made.accepted(made.south, put(ONE, 0, 2, "store"));
        made.accepted(made.north, put(TWO, 0, 1, "shop"));
        made.accepted(made.north, new HomeCommand.NameClaim(TWO));
        assertThat(entity(made, TWO).standing()).isEqualTo(Entity.Standing.HELD);
        assertThat(entity(made, ONE).standing()).isEqualTo(Entity.Standing.PENDING);
    }

    @Test
    void aTombstoneStaysUntilEveryMemberHasReadIt() {
        var made = TestLedger.pair();
        made.accepted(made.south, put(ONE, 0, 1, "shop"));
        made.accepted(made.south, new HomeCommand.EntityDelete(ONE, new Version(0, 2)));
        long grave = made.ledger().head().seq();
        assertThat(made.refusal(made.south, put(ONE, 0, 3, "shop"))).contains("was deleted");
        made.accepted(made.north, new MemberCommand.MirrorAck(made.north.id(), grave));
        assertThat(made.state().homes().tombstones().has(ONE)).isTrue();
        made.accepted(made.south, new MemberCommand.MirrorAck(made.south.id(), grave));
        assertThat(made.state().homes().tombstones().has(ONE)).isFalse();
    }

    @Test
    void aHomeMovesByItselfOrByForceFromOneThatIsOut() {
        var made = TestLedger.pair();
        made.accepted(made.south, put(ONE, 0, 1, "shop"));
        assertThat(made.refusal(made.north, new HomeCommand.HomeMove(ONE, made.north.id(), 1, true)))
                .contains("only its home moves it");
        made.accepted(made.north, new MemberCommand.MemberEvict(made.south.id()));
        made.accepted(made.north, new HomeCommand.HomeMove(ONE, made.north.id(), 1, true));
        made.accepted(made.north, put(ONE, 1, 2, "shop"));
        assertThat(entity(made, ONE).home()).isEqualTo(made.north.id());
    }

    @Test
    void theOldHomeWritesNoMoreBehindAMove() {
        var made = TestLedger.pair();
        made.accepted(made.south, put(ONE, 0, 1, "shop"));
        made.accepted(made.south, new HomeCommand.HomeMove(ONE, made.north.id(), 1, false));
        assertThat(made.refusal(made.south, put(ONE, 0, 2, "shop"))).contains("is its home");
        assertThat(made.refusal(made.south, put(ONE, 1, 2, "shop"))).contains("is its home");
    }

    @Test
    void prefixesOfOneProjectAreDisjointOverPlants() {
        var made = TestLedger.pair();
        made.accepted(made.south, put(ONE, 0, 1, "shop"));
        made.accepted(made.north, put(TWO, 0, 1, "other"));
        made.accepted(made.south, new HomeCommand.SpanClaim(ONE, made.south.id(), List.of("10.1.0.0/16")));
        assertThat(made.refusal(made.north, new HomeCommand.SpanClaim(ONE, made.north.id(), List.of("10.1.2.0/24"))))
                .contains("overlapping");
        made.accepted(made.north, new HomeCommand.SpanClaim(ONE, made.north.id(), List.of("10.2.0.0/16")));
        made.accepted(made.north, new HomeCommand.SpanClaim(TWO, made.north.id(), List.of("10.1.0.0/16")));
        assertThat(made.refusal(made.north, new HomeCommand.SpanClaim(ONE, made.north.id(), List.of())))
                .contains("only grows");
        assertThat(made.refusal(made.north, new HomeCommand.SpanClaim(new UUID(0, 9), made.north.id(), List.of())))
                .contains("no entity");
    }

    @Test
    void theHomeOfAProjectSpeaksBeforeAnybodyElseHasAClaim() {
        var made = TestLedger.pair();
        made.accepted(made.south, put(ONE, 0, 1, "shop"));
        var claim = new HomeCommand.SpanClaim(ONE, made.north.id(), List.of("10.1.0.0/16"));
        assertThat(made.refusal(made.north, claim)).contains("its home, has not said yet");
        made.accepted(made.north, new HomeCommand.SpanClaim(ONE, made.north.id(), List.of()));
        made.accepted(made.south, new HomeCommand.SpanClaim(ONE, made.south.id(), List.of()));
        made.accepted(made.north, claim);
        assertThat(made.state().homes().span(ONE, made.north.id()).orElseThrow().prefixes())
                .containsExactly("10.1.0.0/16");
        made.accepted(made.south, new HomeCommand.EntityDelete(ONE, new Version(0, 2)));
        assertThat(made.state().homes().spansOf(ONE)).isEmpty();
    }

    @Test
    void aPlantThatIsPutOutSpansNothing() {
        var made = TestLedger.pair();
        made.accepted(made.north, put(ONE, 0, 1, "shop"));
        made.accepted(made.north, new HomeCommand.SpanClaim(ONE, made.north.id(), List.of()));
        made.accepted(made.south, new HomeCommand.SpanClaim(ONE, made.south.id(), List.of("10.1.0.0/16")));
        made.accepted(made.north, new MemberCommand.MemberEvict(made.south.id()));
        made.accepted(made.north, new HomeCommand.SpanClaim(ONE, made.north.id(), List.of("10.1.0.0/16")));
    }

    @Test
    void whereANetworkIsInUseIsSaidAndTakenBack() {
        var made = TestLedger.pair();
        made.accepted(
                made.south, new HomeCommand.EntityPut("network", ONE, new Version(0, 1), "", "internet", Bytes.EMPTY));
        var used = new HomeCommand.SpanClaim(ONE, made.north.id(), List.of("203.0.113.0/24"));
        made.accepted(made.north, used);
        assertThat(made.refusal(made.north, used)).contains("already");
        assertThat(made.state().homes().spansOf(ONE)).hasSize(1);
        made.accepted(made.north, new HomeCommand.SpanClaim(ONE, made.north.id(), List.of()));
        assertThat(made.state().homes().spansOf(ONE)).isEmpty();
    }

    @Test
    void aNetworkOfAProjectIsMadeOfWhatIsClaimedOrWhereNobodyElseAsked() {
        var made = TestLedger.pair();
        var here = new PlantId(made.south.id().text());
        var there = made.north.id();
        var wanted = List.of(Cidr.parse("10.1.4.0/22"));
        var mine = new Span(ONE, here, List.of("10.1.0.0/16"));
        var asked = new Span(ONE, there, List.of());
        var theirs = new Span(ONE, there, List.of("10.1.0.0/20"));
        assertThat(Spanning.of(true, here, List.of(), wanted, Guards.ALL)).isEqualTo(new Spanning.Allowed());
        assertThat(Spanning.of(false, here, List.of(), wanted, Guards.ALL)).isEqualTo(new Spanning.Unclaimed());
        assertThat(Spanning.of(true, here, List.of(asked), wanted, Guards.ALL)).isEqualTo(new Spanning.Unclaimed());
        assertThat(Spanning.of(true, here, List.of(mine), List.of(Cidr.parse("10.2.0.0/22")), Guards.ALL))
                .isEqualTo(new Spanning.Unclaimed());
        assertThat(Spanning.of(true, here, List.of(theirs), wanted, Guards.ALL)).isEqualTo(new Spanning.Taken(there));
        assertThat(Spanning.of(false, here, List.of(mine, asked), wanted, Guards.ALL))
                .isEqualTo(new Spanning.Allowed());
        assertThat(Spanning.of(false, here, List.of(mine), List.of(Cidr.parse("10.0.0.0/8")), Guards.ALL))
                .isEqualTo(new Spanning.Unclaimed());
    }

    @Test
    void aHomeTableThatWasRestoredLearnsWhatItForgot() {
        // given a backup with the first version
        var made = TestLedger.pair();
        var backup = HomeTable.EMPTY.created("project", ONE, "", "shop", Bytes.EMPTY);
        made.accepted(made.south, put(ONE, 0, 1, "shop"));
        made.accepted(made.south, put(ONE, 0, 2, "store"));
        // when
        var table = backup.after(
                put(ONE, 0, 2, "store"),
                made.south.id(),
                made.south.id(),
                made.state().homes());
        // then
        assertThat(table.rows().get(ONE).orElseThrow().name()).isEqualTo("store");
        assertThat(table.unpublished(made.state().homes(), 9)).isEmpty();
        var gone = table.after(
                new HomeCommand.EntityDelete(ONE, new Version(0, 3)),
                made.south.id(),
                made.south.id(),
                made.state().homes());
        assertThat(gone.rows().isEmpty()).isTrue();
    }

    @Test
    void whatWasDeletedBeforeAnybodySawItIsOfNoInterest() {
        var table = HomeTable.EMPTY.created("project", ONE, "", "shop", Bytes.EMPTY);
        assertThat(table.unpublished(Homes.NONE, 9)).hasSize(1);
        assertThat(table.deleted(ONE).unpublished(Homes.NONE, 9)).isEmpty();
    }
}
