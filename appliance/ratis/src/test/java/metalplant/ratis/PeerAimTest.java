package metalplant.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import metalplant.testkit.SimulatedWorld;
import org.junit.jupiter.api.Test;

class PeerAimTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Set<String> ALONE = Set.of("a");
    private static final Set<String> BOTH = Set.of("a", "b");

    private final SimulatedWorld world = SimulatedWorld.seeded(1);
    private final PeerAim aim = new PeerAim(world, PATIENCE);

    private void wishForBoth() {
        assertThat(aim.notNow(ALONE, ALONE, BOTH)).contains("the voters are being prepared");
    }

    @Test
    void anEntryThatTakesAVoterInWaitsUntilThePeersCanServeBothSides() {
        wishForBoth();
        assertThat(aim.target(ALONE, ALONE)).isEqualTo(BOTH);
        assertThat(aim.notNow(BOTH, ALONE, BOTH)).isEmpty();
    }

    @Test
    void otherEntriesThatComeFirstDoNotPutTheNewVoterOutAgain() {
        wishForBoth();
        assertThat(aim.notNow(ALONE, ALONE, ALONE)).as("another entry").isEmpty();
        assertThat(aim.target(BOTH, ALONE)).isEqualTo(BOTH);
    }

    @Test
    void anEntryThatNeverComesIsNotWaitedForForEver() {
        wishForBoth();
        world.advance(PATIENCE);
        assertThat(aim.target(BOTH, ALONE)).isEqualTo(ALONE);
    }

    @Test
    void onceTheEntryIsAppliedItsVotersCount() {
        wishForBoth();
        assertThat(aim.target(BOTH, BOTH)).isEqualTo(BOTH);
        assertThat(aim.notNow(BOTH, BOTH, BOTH)).isEmpty();
    }

    @Test
    void aVoterThatCannotBeReachedHoldsUpEntriesOnlyForAWhile() {
        var three = Set.of("a", "b", "c");
        aim.target(BOTH, three);
        assertThat(aim.notNow(BOTH, three, three)).contains("a new voter is being brought up to date");
        world.advance(PATIENCE);
        assertThat(aim.notNow(BOTH, three, three)).isEmpty();
    }

    @Test
    void whoWaitedBeforeWaitsAgainTheNextTime() {
        var three = Set.of("a", "b", "c");
        aim.target(BOTH, three);
        world.advance(PATIENCE);
        aim.target(three, three);
        assertThat(aim.notNow(BOTH, three, three)).contains("a new voter is being brought up to date");
    }

    @Test
    void aChangeOfTooManyAtOnceIsRefusedWithWhatToDo() {
        assertThat(aim.notNow(ALONE, ALONE, Set.of("b", "c")))
                .hasValueSatisfying(why -> assertThat(why).contains("one plant less"));
    }
}
