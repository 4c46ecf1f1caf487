package metalplant.testkit.carrier;

import static metalplant.testkit.carrier.TestFederation.voter;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import metalplant.federation.carrier.Carrier;
import metalplant.federation.carrier.Carrier.Outcome;
import metalplant.federation.encoding.Limits;
import metalplant.federation.entry.Head;
import metalplant.federation.entry.Voter;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.testkit.bus.Eventually;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What the federation relies on, whatever carries its ledger: the simulator's model and Apache Ratis both pass it. Where an outcome
 * may be unknown for a while, the same bytes are sent again, as the protocol above does.
 */
public abstract class CarrierContract {
    private static final int READ_MAX = 100;

    private Carriers carriers;
    private TestFederation federation = new TestFederation();
    private String[] peers = new String[0];
    private Hash lineage = Hash.NONE;

    /** So many plants, all up, none of which has a lineage. */
    protected abstract Carriers carriers(int plants);

    @BeforeEach
    void thereAreFourPlants() {
        carriers = carriers(4);
        federation = new TestFederation();
        peers = new String[4];
    }

    @AfterEach
    void end() {
        carriers.close();
    }

    private void found() {
        peers[0] = carriers.newPeer(0);
        federation.take(federation.genesis(peers[0]));
        lineage = federation.lineage();
        opened();
    }

    /** To open is to open again until it is done. */
    private void opened() {
        Eventually.succeeds("the lineage is open", () -> {
            carriers.at(0).open(lineage, federation.log());
            return lineage;
        });
    }

    /** What becomes of an entry once somebody knows. */
    private Outcome decided(Head expected, Bytes entry) {
        return Eventually.succeeds("it is decided", () -> {
            var outcome = carriers.at(0).append(lineage, expected, entry);
            if (outcome instanceof Outcome.Unknown) {
                throw new IllegalStateException("unknown");
            }
            return outcome;
        });
    }

    /** Plants 0 to {@code count - 1} vote. */
    private void voting(int count) {
        found();
        for (int plant = 1; plant < count; plant++) {
            commit(0, federation.joined(plant));
            peers[plant] = carriers.newPeer(plant);
            carriers.follow(plant, lineage, federation.log(), peers[plant]);
            commit(0, federation.voters(0, voters(plant + 1)));
        }
        // A change of voters is in force before the next entry is in.
        commit(0, federation.anything(0));
    }

    private Voter[] voters(int count) {
        var list = new ArrayList<Voter>();
        for (int plant = 0; plant < count; plant++) {
            list.add(voter(plant, peers[plant]));
        }
        return list.toArray(Voter[]::new);
    }

    private Outcome append(int plant, Bytes entry) {
        return carriers.at(plant).append(lineage, federation.head(), entry);
    }

    /** Sends the same bytes until they are committed. */
    private void commit(int plant, Bytes entry) {
        Eventually.until("the entry is committed", () -> append(plant, entry) instanceof Outcome.Committed);
        federation.take(entry);
    }

    private List<Bytes> read(int plant) {
        return carriers.at(plant).read(lineage, 0, READ_MAX);
    }

    private void seesAll(int plant) {
        Eventually.until(
                "plant %d has everything".formatted(plant), () -> read(plant).equals(federation.log()));
    }

    private void restarted(int plant) {
        carriers.start(plant);
        if (plant == 0) {
            opened();
        } else {
            carriers.follow(plant, lineage, federation.log(), peers[plant]);
        }
    }

    @Test
    void aFounderCommitsAlone() {
        found();
        var entry = federation.anything(0);
        var outcome = decided(federation.head(), entry);
        federation.take(entry);
        assertThat(outcome).isEqualTo(new Outcome.Committed(federation.head()));
        assertThat(read(0)).isEqualTo(federation.log());
    }

    @Test
    void openingTwiceIsOpeningOnce() {
        found();
        commit(0, federation.anything(0));
        opened();
        assertThat(read(0)).isEqualTo(federation.log());
    }

    @Test
    void theSameBytesTwiceAreInTheLedgerOnce() {
        found();
        var entry = federation.anything(0);
        var before = federation.head();
        commit(0, entry);
        assertThat(decided(before, entry)).isEqualTo(new Outcome.Committed(federation.head()));
        commit(0, federation.anything(0));
        assertThat(decided(before, entry)).isEqualTo(new Outcome.Conflict(federation.head()));
        assertThat(read(0)).isEqualTo(federation.log());
    }

    @Test
    void ofTwoEntriesForOnePlaceTheSecondConflicts() {
        found();
        var before = federation.head();
        var late = federation.anything(0);
        commit(0, federation.anything(0));
        assertThat(decided(before, late)).isEqualTo(new Outcome.Conflict(federation.head()));
        assertThat(read(0)).isEqualTo(federation.log());
    }

    @Test
    void aReadIsBounded() {
        found();
        for (int i = 0; i < 5; i++) {
            commit(0, federation.anything(0));
        }
        assertThat(carriers.at(0).read(lineage, 1, 2))
                .isEqualTo(federation.log().subList(1, 3));
        assertThat(carriers.at(0).read(lineage, 6, 2)).isEmpty();
    }

    @Test
    void twoVotersAreUnanimous() {
        voting(2);
        seesAll(1);
        carriers.cutOff(1);
        var entry = federation.anything(0);
        assertThat(append(0, entry)).isEqualTo(new Outcome.Unknown());
        assertThat(append(1, federation.anything(1))).isEqualTo(new Outcome.Unknown());
        carriers.heal();
        commit(0, entry);
        commit(1, federation.anything(1));
        seesAll(0);
        seesAll(1);
    }

    @Test
    void threeVotersGoOnWithoutOneWhichThenCatchesUp() {
        voting(3);
        carriers.kill(2);
        commit(0, federation.anything(0));
        commit(1, federation.anything(1));
        restarted(2);
        seesAll(2);
        commit(2, federation.anything(2));
        seesAll(0);
    }

    @Test
    void whatWasCommittedSurvivesTheEndOfAllProcesses() {
        voting(2);
        commit(1, federation.anything(1));
        carriers.kill(0);
        carriers.kill(1);
        restarted(1);
        restarted(0);
        seesAll(0);
        seesAll(1);
        commit(0, federation.anything(0));
    }

    @Test
    void aVoterThatLostItsDiskComesBackUnderAnotherId() {
        voting(3);
        carriers.kill(2);
        carriers.loseDisk(2);
        carriers.start(2);
        commit(0, federation.anything(0));
        peers[2] = carriers.newPeer(2);
        carriers.follow(2, lineage, federation.log(), peers[2]);
        commit(0, federation.voters(0, voters(3)));
        commit(0, federation.anything(0));
        seesAll(2);
        // It counts now: without it these two would be one.
        carriers.kill(1);
        commit(0, federation.anything(0));
    }

    @Test
    void aPlantThatHasNoVoteMayWriteAndRead() {
        voting(2);
        commit(0, federation.joined(2));
        carriers.follow(2, lineage, federation.log(), carriers.newPeer(2));
        commit(2, federation.anything(2));
        seesAll(2);
    }

    @Test
    void breakGlassLeavesOneLineageAndOpensAnother() {
        voting(2);
        var before = brokenGlass();
        var old = before.lineage();
        commit(0, federation.anything(0));
        assertThat(read(0)).isEqualTo(federation.log());
        // The other side is alive after all: alone it decides nothing in the old lineage, and the survivor never votes
        // there again.
        carriers.heal();
        carriers.at(0).open(old, before.log());
        assertThat(before.append(carriers.at(1))).isInstanceOf(Outcome.Unknown.class);
        assertThat(carriers.at(0).append(old, federation.head(), federation.anything(0)))
                .isInstanceOf(Outcome.Unknown.class);
    }

    @Test
    void whoWasLeftBehindVotesInTheNewLineageUnderTheSameId() {
        voting(2);
        brokenGlass();
        carriers.heal();
        carriers.follow(1, lineage, federation.log(), peers[1]);
        commit(0, federation.voters(0, voters(2)));
        commit(0, federation.anything(0));
        seesAll(1);
        carriers.kill(1);
        restarted(1);
        commit(0, federation.anything(0));
    }

    /** The second is cut off, and the first goes on alone in another lineage; what there was before. */
    private Belief brokenGlass() {
        carriers.cutOff(1);
        assertThat(append(0, federation.anything(0))).isEqualTo(new Outcome.Unknown());
        var old = lineage;
        var acknowledged = carriers.at(0).close(old);
        assertThat(acknowledged.subList(0, federation.log().size())).isEqualTo(federation.log());
        acknowledged.subList(federation.log().size(), acknowledged.size()).forEach(federation::take);
        var before = new Belief(old, new ArrayList<>(federation.log()));
        peers[0] = carriers.newPeer(0);
        federation.take(federation.opened(0, peers[0]));
        lineage = federation.lineage();
        followedByItsFounder();
        return before;
    }

    private void followedByItsFounder() {
        Eventually.succeeds("the new lineage is open", () -> {
            carriers.follow(0, lineage, federation.log(), peers[0]);
            carriers.at(0).open(lineage, federation.log());
            return lineage;
        });
    }

    /** Somebody who still believes in an older log. */
    private record Belief(Hash lineage, List<Bytes> log) {
        Outcome append(Carrier carrier) {
            var belief = new TestFederation();
            log.forEach(belief::take);
            return carrier.append(lineage, belief.head(), belief.anything(1));
        }
    }

    @Test
    void whatCannotBeReadIsNeverCommitted() {
        found();
        commit(0, federation.anything(0));
        var good = federation.anything(0);
        for (var hostile : List.of(
                Bytes.EMPTY,
                Bytes.of(new byte[] {0, 0, 0, 1}),
                Bytes.of(new byte[Limits.ENTRY_BYTES_MAX + 1]),
                good.first(good.size() - 1))) {
            assertThat(append(0, hostile)).isNotInstanceOf(Outcome.Committed.class);
        }
        assertThat(read(0)).isEqualTo(federation.log());
        commit(0, good);
    }

    @Test
    void aLineageThatNobodyOpenedDecidesNothing() {
        federation.take(federation.genesis(carriers.newPeer(0)));
        var nowhere = federation.lineage();
        assertThat(carriers.at(0).append(nowhere, federation.head(), federation.anything(0)))
                .isEqualTo(new Outcome.Unknown());
        assertThat(carriers.at(0).read(nowhere, 0, READ_MAX)).isEmpty();
        assertThat(carriers.at(0).close(nowhere)).isEmpty();
    }
}
