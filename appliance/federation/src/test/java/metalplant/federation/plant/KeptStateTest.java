package metalplant.federation.plant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import metalplant.federation.encoding.Malformed;
import metalplant.federation.entry.EscrowCommand;
import metalplant.federation.entry.Evidence;
import metalplant.federation.entry.Range;
import metalplant.federation.entry.Tenure;
import metalplant.federation.invite.Invite;
import metalplant.federation.invite.InviteBook;
import metalplant.federation.ledger.TestLedger;
import metalplant.federation.membership.Phase;
import metalplant.federation.value.Bytes;
import metalplant.federation.value.Hash;
import metalplant.federation.value.PlantId;
import metalplant.federation.value.SortedTree;
import org.junit.jupiter.api.Test;

class KeptStateTest {
    private static final UUID ID = new UUID(3, 4);
    private static final Range RANGE =
            new Range(TestLedger.SHARED.id(), TestLedger.SHARED.first(), BigInteger.valueOf(16));

    private final TestLedger made = TestLedger.pair();
    private final SortedTree<Long, Bytes> entries = entries();

    private SortedTree<Long, Bytes> entries() {
        SortedTree<Long, Bytes> tree = SortedTree.empty();
        for (int i = 0; i < made.log.size(); i++) {
            tree = tree.with((long) i, made.log.get(i));
        }
        return tree;
    }

    /** A state in which nothing is absent, as far as that can be. */
    private PlantState full() {
        var invite = new Invite(
                ID,
                TestLedger.FEDERATION,
                0,
                "host:1",
                made.south.record().key(),
                TestLedger.seed(5).first(16));
        var south = made.south.id();
        var body = made.body(made.north, made.grant(3, made.south));
        var pending = new Pending(
                Hash.NONE,
                body,
                List.of(metalplant.federation.entry.Seal.of(body, made.north.signer())),
                List.of(south),
                true);
        var ready = new Message.JoinReady(ID, Hash.NONE, made.west.record(), List.of(TestLedger.SHARED), List.of());
        var plan = new JoinPlan(
                ID,
                made.north.record(),
                List.of(TestLedger.SHARED),
                List.of(),
                List.of(),
                List.of("a note"),
                Hash.NONE);
        return new PlantState(
                made.north.record(),
                "peer",
                Phase.PLANNING,
                made.ledger(),
                Optional.of(new Joiner(
                        invite,
                        List.of(TestLedger.SHARED),
                        Phase.STANDALONE,
                        2,
                        made.ledger(),
                        entries,
                        Optional.of(plan),
                        77)),
                Optional.of(new Host(south, ready)),
                Optional.of(pending),
                List.of(new Promise(Hash.NONE, 9, new Evidence(RANGE, Tenure.granted(south, 1, 2)))),
                List.of(new Leaving(RANGE, 4, Optional.of(south))),
                List.of(new Order(ID, new EscrowCommand.PrefixRetire("p"))),
                InviteBook.NONE.with(invite, 1_000),
                SortedTree.<PlantId, Long>empty().with(south, 5L),
                true,
                SortedTree.empty(),
                -1,
                SortedTree.empty(),
                -1,
                Optional.empty(),
                SortedTree.empty());
    }

    @Test
    void aStateIsTheSameAgainFromItsBytesAndItsEntries() {
        var state = full();

        var read = KeptState.read(KeptState.of(state).bytes());

        assertThat(read).isEqualTo(KeptState.of(state));
        assertThat(read.revived(made.ledger(), made.ledger(), entries)).isEqualTo(state);
    }

    @Test
    void itsSizeHasNothingToDoWithTheLengthOfTheLedger() {
        var before = KeptState.of(full()).bytes().length;
        for (int i = 4; i < 10; i++) {
            made.accepted(made.north, made.grant(i, made.south));
        }

        assertThat(KeptState.of(full()).bytes()).hasSize(before);
    }

    @Test
    void bytesThatAreCutShortAreNoState() {
        var bytes = Bytes.of(KeptState.of(full()).bytes());

        for (int size = 0; size < bytes.size(); size += 7) {
            var cut = bytes.first(size).toArray();
            assertThatThrownBy(() -> KeptState.read(cut)).isInstanceOf(Malformed.class);
        }
    }
}
