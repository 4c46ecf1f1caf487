package metalplant.bootstrap.plantd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import metalplant.bootstrap.Ports;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.server.restore.LifeFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityProofTest {
    @TempDir
    Path folder = Path.of("");

    private TestBox box = new TestBox(folder, new Ports(20_000));

    @BeforeEach
    void aBoxWithoutATpm() {
        box = new TestBox(folder, new Ports(20_000));
        AtomicFile.folder(box.host.firstBoot(), "rwx------");
    }

    private Box ensure() {
        var parts = box.box();
        new IdentityProof(parts).ensure(new Quiet());
        return parts;
    }

    private boolean isOrdered() {
        return new LifeFile(box.host.plant().life()).ordered();
    }

    private static final class Quiet implements Step.Run {
        @Override
        public void point(String name) {
            // Nobody cuts here.
        }

        @Override
        public void waits(String what) {
            // Nobody looks.
        }
    }

    /** A chip that opens only what it sealed itself. */
    private record Chip(String name, boolean answers) implements Tpm {
        @Override
        public boolean present() {
            return true;
        }

        @Override
        public void seal(byte[] secret, Path folder) {
            try {
                Files.createDirectories(folder);
                Files.writeString(folder.resolve("chip"), name);
                Files.write(folder.resolve("secret"), secret);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Optional<byte[]> unseal(Path folder) {
            if (!answers) {
                throw Problem.refused("the chip does not answer");
            }
            try {
                return Files.readString(folder.resolve("chip")).equals(name)
                        ? Optional.of(Files.readAllBytes(folder.resolve("secret")))
                        : Optional.empty();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Test
    void anIdentityIsMadeOnceAndSaysThatThereIsNoTpm() {
        var first = ensure();
        var made = IdentityProof.read(box.host).orElseThrow();
        ensure();

        assertThat(first.warnings().all()).singleElement().asString().contains("no TPM");
        assertThat(made.kind()).isEqualTo("file");
        assertThat(IdentityProof.read(box.host)).contains(made);
        assertThat(isOrdered()).isFalse();
    }

    @Test
    void twoBoxesThatWereFlashedAlikeAreTwoPlants() {
        ensure();
        var other = new TestBox(folder.resolve("other"), new Ports(20_000));
        AtomicFile.folder(other.host.firstBoot(), "rwx------");
        new IdentityProof(other.box()).ensure(new Quiet());

        assertThat(IdentityProof.read(other.host).orElseThrow().plant())
                .isNotEqualTo(IdentityProof.read(box.host).orElseThrow().plant());
    }

    @Test
    void aDiskInAnotherBoxBeginsANewLifeOnce() {
        // given
        ensure();
        box.hardware = "box-2";

        // when
        var moved = ensure();

        // then
        assertThat(isOrdered()).isTrue();
        assertThat(moved.warnings().all().toString()).contains("made in another box");
        new LifeFile(box.host.plant().life()).done();
        ensure();
        assertThat(isOrdered()).isFalse();
    }

    @Test
    void aBoxThatSaysNothingOfItselfProvesNothing() {
        ensure();
        box.hardware = "";

        ensure();

        assertThat(isOrdered()).isFalse();
    }

    @Test
    void withATpmTheSecretIsTheProof() {
        box.tpm = new Chip("one", true);
        var parts = ensure();
        assertThat(IdentityProof.read(box.host).orElseThrow().kind()).isEqualTo("tpm");
        assertThat(parts.warnings().all()).isEmpty();

        // Another mainboard serial is no other box as long as the chip is the same.
        box.hardware = "box-2";
        ensure();
        assertThat(isOrdered()).isFalse();

        box.tpm = new Chip("two", true);
        ensure();
        assertThat(isOrdered()).isTrue();
    }

    @Test
    void aChipThatDoesNotAnswerIsWaitedForAndNotTakenForAnother() {
        box.tpm = new Chip("one", true);
        ensure();
        box.tpm = new Chip("one", false);

        assertThatThrownBy(this::ensure).isInstanceOf(Problem.class);
        assertThat(isOrdered()).isFalse();
    }
}
