package metalplant.server.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import metalplant.core.restore.HostLife.Written;
import metalplant.model.Problem;
import metalplant.server.federation.LedgerDisk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerDiskTest {
    private static final UUID NONCE = new UUID(1, 2);

    @TempDir
    private Path folder;

    private LedgerDisk disk;

    @BeforeEach
    void make() throws IOException {
        disk = new LedgerDisk(folder);
        Files.createDirectories(folder.resolve("ledger/peers"));
        Files.writeString(folder.resolve("voter"), "plant.1\n");
    }

    private static Optional<Written> host(long mark) {
        return Optional.of(new Written(1, NONCE, mark));
    }

    @Test
    void aVoterThatIsOneMarkBehindItsHostKeepsItsId() {
        assertThat(disk.check(host(1), false)).isFalse();
        disk.mark(new Written(1, NONCE, 6));

        assertThat(disk.check(host(6), false)).isFalse();
        assertThat(disk.check(host(7), false)).isFalse();
        assertThat(folder.resolve("voter")).exists();
    }

    @Test
    void aVoterThatWasPutBackIsSetAsideAndLosesItsId() {
        disk.mark(new Written(1, NONCE, 5));

        assertThat(disk.check(host(7), false)).isTrue();

        assertThat(folder.resolve("voter")).doesNotExist();
        assertThat(folder.resolve("ledger")).doesNotExist();
        assertThat(folder.resolve("ledger.put-back/peers")).isDirectory();
        assertThat(disk.check(host(7), false)).isFalse();
    }

    @Test
    void anOperatorCanSayThatADiskWasPutBack() throws IOException {
        disk.mark(new Written(1, NONCE, 5));
        Files.createDirectories(folder.resolve("ledger.put-back/older"));

        assertThat(disk.check(host(5), true)).isTrue();
        assertThat(folder.resolve("ledger.put-back/older")).doesNotExist();
    }

    @Test
    void aLifeIsKeptInAFileAndADamagedOneIsSaid() throws IOException {
        var file = new LifeFile(folder.resolve("life"));
        assertThat(file.read()).isEmpty();

        file.write(new Written(3, NONCE, 9));
        file.order();

        assertThat(new LifeFile(folder.resolve("life")).read()).contains(new Written(3, NONCE, 9));
        assertThat(file.ordered()).isTrue();
        file.done();
        assertThat(file.ordered()).isFalse();
        Files.writeString(folder.resolve("life/life"), "3 x");
        assertThatThrownBy(file::read).isInstanceOf(Problem.class).hasMessageContaining("is damaged");
    }
}
