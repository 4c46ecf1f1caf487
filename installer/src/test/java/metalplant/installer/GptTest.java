package metalplant.installer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import metalplant.model.Problem;
import org.junit.jupiter.api.Test;

class GptTest {
    private final Gpt table = Disks.image();

    @Test
    void aTableIsReadAsItWasWritten() {
        assertThat(Gpt.read(table.head(), table.diskSectors())).contains(table);
    }

    @Test
    void theCopyAtTheEndHasTheSameLinesAndPointsBack() {
        var tail = table.tail();
        assertThat(ByteBuffer.wrap(tail, 0, 32 * Gpt.SECTOR))
                .isEqualTo(ByteBuffer.wrap(table.head(), 1024, 32 * Gpt.SECTOR));
        var header = ByteBuffer.wrap(tail, 32 * Gpt.SECTOR, 92).slice().order(java.nio.ByteOrder.LITTLE_ENDIAN);
        assertThat(header.getLong(24)).as("here").isEqualTo(table.diskSectors() - 1);
        assertThat(header.getLong(32)).as("the other").isEqualTo(1);
        assertThat(header.getLong(72)).as("the lines").isEqualTo(table.diskSectors() - 33);
    }

    @Test
    void anIdIsStoredAsOtherProgramsExpectIt() {
        var id = UUID.fromString("c12a7328-f81f-11d2-ba4b-00a0c93ec93b");
        var head = new Gpt(id, 4096, List.of()).head();
        assertThat(java.util.HexFormat.of().formatHex(head, 512 + 56, 512 + 72))
                .isEqualTo("28732ac11ff8d211ba4b00a0c93ec93b");
    }

    @Test
    void aDiskWithoutATableHasNone() {
        assertThat(Gpt.read(new byte[Gpt.HEAD], 100_000)).isEmpty();
    }

    @Test
    void oneWrongBitAnywhereInHeaderOrLinesIsNoticed() {
        var chance = new Random(7);
        for (var i = 0; i < 500; i++) {
            var head = table.head();
            var at = Gpt.SECTOR + (i % 2 == 0 ? chance.nextInt(92) : Gpt.SECTOR + chance.nextInt(32 * Gpt.SECTOR));
            head[at] ^= (byte) (1 << chance.nextInt(8));
            if (at < Gpt.SECTOR + 8) {
                assertThat(Gpt.read(head, table.diskSectors())).isEmpty();
            } else {
                assertThatThrownBy(() -> Gpt.read(head, table.diskSectors())).isInstanceOf(Problem.class);
            }
        }
    }

    @Test
    void partitionsThatOverlapOrEndBehindTheDiskAreNotBelieved() {
        var over = new ArrayList<>(table.partitions());
        var second = over.get(1);
        over.set(1, new GptPartition(second.type(), second.id(), second.first() - 1, second.last(), 0, second.name()));
        var overlapping = new Gpt(table.diskId(), table.diskSectors(), over).head();
        assertThatThrownBy(() -> Gpt.read(overlapping, table.diskSectors()))
                .hasMessage("the partition table cannot be read: partition \"root-a\" overlaps what lies before it");
        assertThatThrownBy(() -> Gpt.read(table.head(), table.end() - 1))
                .hasMessage("the partition table cannot be read: its last partition ends behind the disk");
    }
}
