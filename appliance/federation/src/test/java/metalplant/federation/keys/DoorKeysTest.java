package metalplant.federation.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Comparator;
import java.util.stream.Stream;
import metalplant.federation.entry.DoorCommand;
import metalplant.federation.entry.MemberCommand;
import metalplant.federation.entry.SealedKeys;
import metalplant.federation.ledger.TestLedger;
import metalplant.federation.ledger.TestLedger.Plant;
import metalplant.federation.value.Bytes;
import org.junit.jupiter.api.Test;

class DoorKeysTest {
    private final TestLedger ledger = TestLedger.three();

    private static SealedKeys sealed(Plant to, int content) {
        return new SealedKeys(to.id(), Bytes.of(new byte[] {(byte) content}));
    }

    private static DoorCommand.DoorKeySet set(long number, Plant... plants) {
        return new DoorCommand.DoorKeySet(
                number,
                Stream.of(plants)
                        .map(plant -> sealed(plant, (int) number))
                        .sorted(Comparator.comparing(SealedKeys::to))
                        .toList(),
                false);
    }

    private DoorKeys keys() {
        return ledger.state().doorKeys();
    }

    private boolean due() {
        return keys().isDue(ledger.state().members());
    }

    @Test
    void aSetIsDueUntilThereIsOne() {
        assertThat(due()).isTrue();

        ledger.accepted(ledger.south, set(1, ledger.north, ledger.south, ledger.west));

        assertThat(due()).isFalse();
        assertThat(keys().current().orElseThrow().sealed().size()).isEqualTo(3);
    }

    @Test
    void aSetIsSealedToAllMembersAndToNobodyElse() {
        assertThat(ledger.refusal(ledger.north, set(1, ledger.north, ledger.south)))
                .contains("to each member once");
        assertThat(ledger.refusal(
                        ledger.north, set(1, ledger.north, ledger.south, ledger.west, TestLedger.plant(9, "stranger"))))
                .contains("to each member once");
        assertThat(ledger.refusal(ledger.north, set(1, ledger.north, ledger.south, ledger.west, ledger.west)))
                .contains("to each member once");
    }

    @Test
    void setsAreNumberedWithoutAGap() {
        assertThat(ledger.refusal(ledger.north, set(2, ledger.north, ledger.south, ledger.west)))
                .contains("has number 1");
    }

    @Test
    void whoWasPutOutTakesAllKeysWithIt() {
        ledger.accepted(ledger.north, set(1, ledger.north, ledger.south, ledger.west));
        ledger.accepted(ledger.north, set(2, ledger.north, ledger.south, ledger.west));

        ledger.accepted(ledger.north, new MemberCommand.MemberEvict(ledger.west.id()));

        assertThat(keys().current()).isEmpty();
        assertThat(keys().previous()).isEmpty();
        assertThat(due()).isTrue();
        assertThat(ledger.refusal(ledger.north, set(3, ledger.north, ledger.south, ledger.west)))
                .contains("to each member once");
        ledger.accepted(ledger.south, set(3, ledger.north, ledger.south));
        assertThat(keys().previous()).isEmpty();
    }

    @Test
    void aPlantThatLeftMakesANewSetDueAndTheOldOneStaysBesideIt() {
        ledger.accepted(ledger.north, set(1, ledger.north, ledger.south, ledger.west));
        ledger.votes(ledger.north, ledger.south);
        ledger.accepted(ledger.west, new MemberCommand.MemberDrain(ledger.west.id()));
        assertThat(due()).isFalse();

        ledger.accepted(ledger.west, new MemberCommand.MemberLeft(ledger.west.id()));

        assertThat(due()).isTrue();
        ledger.accepted(ledger.south, set(2, ledger.north, ledger.south));
        assertThat(keys().previous().orElseThrow().number()).isEqualTo(1);
    }

    @Test
    void aSetThatCountsAtOnceLeavesNothingBesideIt() {
        ledger.accepted(ledger.north, set(1, ledger.north, ledger.south, ledger.west));
        var next = set(2, ledger.north, ledger.south, ledger.west);

        ledger.accepted(ledger.north, new DoorCommand.DoorKeySet(2, next.sealed(), true));

        assertThat(keys().previous()).isEmpty();
    }

    @Test
    void aPlantThatJoinsGetsThePresentSet() {
        var east = TestLedger.plant(4, "east");
        ledger.accepted(ledger.north, set(1, ledger.north, ledger.south, ledger.west));
        ledger.join(east);
        assertThat(keys().lacking(ledger.state().members()).getFirst().plant()).isEqualTo(east.id());
        var share = new DoorCommand.DoorKeyShare(1, sealed(east, 7));
        assertThat(ledger.refusal(east, share)).contains("only who has the keys");
        assertThat(ledger.refusal(ledger.north, new DoorCommand.DoorKeyShare(2, sealed(east, 7))))
                .contains("is not the present one");

        ledger.accepted(ledger.south, share);

        assertThat(keys().lacking(ledger.state().members())).isEmpty();
        assertThat(ledger.refusal(ledger.north, share)).contains("has them already");
    }

    @Test
    void sealedKeysAreBounded() {
        var tooMany = Bytes.of(new byte[SealedKeys.SEALED_BYTES_MAX + 1]);

        assertThatThrownBy(() -> new SealedKeys(ledger.north.id(), tooMany))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SealedKeys(ledger.north.id(), Bytes.EMPTY))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
