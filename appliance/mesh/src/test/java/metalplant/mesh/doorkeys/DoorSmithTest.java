package metalplant.mesh.doorkeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import metalplant.federation.entry.MemberRecord;
import metalplant.federation.value.Bytes;
import metalplant.mesh.TestPlant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoorSmithTest {
    private static final UUID FEDERATION = new UUID(1, 2);

    @TempDir
    Path folder;

    private TestPlant north;
    private TestPlant south;

    @BeforeEach
    void twoPlants() {
        north = TestPlant.in(folder.resolve("north"));
        south = TestPlant.in(folder.resolve("south"));
    }

    private static DoorSmith smith(TestPlant plant) {
        return new DoorSmith(plant.id(), plant.identity().wireguard(), TestPlant.CHANCE);
    }

    private static MemberRecord record(TestPlant plant) {
        return plant.identity().record("any", 1, "");
    }

    @Test
    void eachMemberOpensTheSameThreeKeys() {
        var sealed = smith(north).make(FEDERATION, 1, List.of(record(north), record(south)));

        var here = smith(north).open(FEDERATION, 1, sealed.getFirst().sealed()).orElseThrow();
        var there = smith(south).open(FEDERATION, 1, sealed.getLast().sealed()).orElseThrow();

        assertThat(there).isEqualTo(here);
        assertThat(List.of(here.view(), here.edit(), here.admin()))
                .doesNotHaveDuplicates()
                .allMatch(key -> key.matches("[0-9a-f]{64}"));
        assertThat(here).hasToString("***");
    }

    @Test
    void nobodyOpensWhatIsSealedToAnotherPlantNumberOrFederation() {
        var sealed = smith(north).make(FEDERATION, 1, List.of(record(south))).getFirst();

        assertThat(smith(north).open(FEDERATION, 1, sealed.sealed())).isEmpty();
        assertThat(smith(south).open(FEDERATION, 2, sealed.sealed())).isEmpty();
        assertThat(smith(south).open(new UUID(3, 4), 1, sealed.sealed())).isEmpty();
        assertThat(smith(south).open(FEDERATION, 1, sealed.sealed())).isPresent();
    }

    @Test
    void everyTurnedBitAndEveryCutIsNoticed() {
        var sealed = smith(north)
                .make(FEDERATION, 1, List.of(record(south)))
                .getFirst()
                .sealed();

        // The last bit of an X25519 key means nothing (RFC 7748, 5), but is bound in with the rest of it.
        for (int bit = 0; bit < sealed.size() * 8; bit++) {
            assertThat(smith(south).open(FEDERATION, 1, sealed.withFlippedBit(bit)))
                    .as("bit %d", bit)
                    .isEmpty();
        }
        for (int size = 0; size < sealed.size(); size += 7) {
            assertThat(smith(south).open(FEDERATION, 1, sealed.first(size))).isEmpty();
        }
    }

    @Test
    void aPlantThatJoinedLaterGetsTheSameSet() {
        var own = smith(north)
                .make(FEDERATION, 1, List.of(record(north)))
                .getFirst()
                .sealed();

        var share = smith(north).share(FEDERATION, 1, own, record(south)).orElseThrow();

        assertThat(share.to()).isEqualTo(south.id());
        assertThat(smith(south).open(FEDERATION, 1, share.sealed()))
                .isEqualTo(smith(north).open(FEDERATION, 1, own))
                .isPresent();
        assertThat(smith(south).share(FEDERATION, 1, own, record(south))).isEmpty();
    }

    @Test
    void aMemberWithoutAUsableKeyKeepsNobodyElseFromHavingKeys() {
        var broken = record(south);
        for (var key : List.of(Bytes.of(new byte[32]), Bytes.EMPTY)) {
            var record = new MemberRecord(
                    broken.key(), "any", 1, broken.incarnation(), broken.meshCa(), key, broken.endpoint());

            var sealed = smith(north).make(FEDERATION, 1, List.of(record(north), record));

            assertThat(smith(north).open(FEDERATION, 1, sealed.getFirst().sealed()))
                    .isPresent();
            assertThat(smith(south).open(FEDERATION, 1, sealed.getLast().sealed()))
                    .isEmpty();
        }
    }
}
