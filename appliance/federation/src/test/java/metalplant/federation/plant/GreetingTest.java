package metalplant.federation.plant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.ledger.TestLedger;
import metalplant.federation.value.Moment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How much two plants say to each other that have nothing to say. One tick is a second. */
class GreetingTest {
    private static final int EVERY = (int) PlantConfig.DEFAULT.greetEvery().toSeconds();

    private TestLedger made;
    private PlantState north;
    private long now;

    @BeforeEach
    void twoPlants() {
        made = TestLedger.pair();
        north = PlantStep.step(PlantStepTest.member(made, made.north), new Event.Started(), around())
                .state();
        now = 1_000;
    }

    @Test
    void aPlantThatIsAsFarIsGreetedNowAndThen() {
        hears(presence());
        assertThat(greetingsIn(4 * EVERY, true)).isBetween(4, 5);
    }

    @Test
    void oneThatWasNeverHeardIsGreetedAtEachTick() {
        assertThat(greetingsIn(EVERY, false)).isEqualTo(EVERY);
    }

    @Test
    void oneThatFellSilentIsGreetedAtEachTickAgain() {
        hears(presence());
        assertThat(greetingsIn(3 * EVERY, false)).isLessThanOrEqualTo(4);
        assertThat(greetingsIn(EVERY, false)).isEqualTo(EVERY);
    }

    @Test
    void whatIsNewIsSaidAtOnceAndAgainUntilTheOtherOneHasIt() {
        hears(presence());
        greetingsIn(2, false);
        made.accepted(made.north, made.grant(5, made.north));
        north = PlantStep.step(north, new Event.Offered(List.of(made.log.getLast())), around())
                .state();
        assertThat(greetingsIn(3, false)).isEqualTo(3);
        hears(presence());
        assertThat(greetingsIn(3, false)).isZero();
    }

    @Test
    void oneThatIsLeavingIsGreetedAtEachTick() {
        made.accepted(made.south, new MemberCommand.MemberDrain(made.south.id()));
        north = PlantStep.step(north, new Event.Offered(List.of(made.log.getLast())), around())
                .state();
        hears(presence());

        assertThat(greetingsIn(EVERY, false)).isEqualTo(EVERY);
    }

    @Test
    void whoeverGreetsOutOfTurnIsAnsweredOnce() {
        hears(presence());
        greetingsIn(EVERY / 2 + 2, false);
        hears(presence());
        now += 1_000;
        hears(presence());
        assertThat(greetingsIn(3, false)).isEqualTo(1);
        hears(presence());
        assertThat(greetingsIn(3, false)).isZero();
    }

    @Test
    void oneThatWasPutOutIsToldOnceAndThenNowAndThen() {
        hears(presence());
        greetingsIn(2, false);
        made.accepted(made.north, new MemberCommand.MemberEvict(made.south.id()));
        north = PlantStep.step(north, new Event.Offered(List.of(made.log.getLast())), around())
                .state();
        assertThat(greetingsIn(EVERY, false)).isEqualTo(1);
    }

    private Message.Presence presence() {
        return new Message.Presence(
                made.state().epoch().lineage(),
                made.ledger().head(),
                made.south.record().incarnation(),
                "peer-south");
    }

    private void hears(Message message) {
        north = PlantStep.step(north, new Event.Received(made.south.id(), message), around())
                .state();
    }

    /** @param answers the other plant greets in its turn, half a turn behind */
    private int greetingsIn(int ticks, boolean answers) {
        int count = 0;
        for (int i = 0; i < ticks; i++) {
            now += 1_000;
            if (answers && i % EVERY == EVERY / 2) {
                hears(presence());
            }
            var stepped = PlantStep.step(north, new Event.Tick(), around());
            north = stepped.state();
            count += (int) stepped.effects().stream()
                    .filter(effect -> effect instanceof Effect.Send send && send.message() instanceof Message.Presence)
                    .count();
        }
        return count;
    }

    private Surroundings around() {
        return new Surroundings(
                new Moment(0, now),
                new Random(3),
                made.north.signer(),
                TestLedger.ACCEPTANCE,
                new PlantStepTest.Entries(List.copyOf(made.log)),
                new PlantStepTest.Idle(),
                PlantConfig.DEFAULT);
    }
}
