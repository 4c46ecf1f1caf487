package metalplant.images.cockroach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import metalplant.images.oci.Digest;
import metalplant.model.Problem;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CockroachBinaryTest {
    private static final PinnedSums NONE = new PinnedSums(List.of());

    @TempDir
    Path folder;

    @Test
    void aProgramThatIsNotOnTheListIsRefusedWithTheLineThatWouldPinIt() throws IOException {
        var program = program("anything");
        assertThatThrownBy(() -> CockroachBinary.accept(program, NONE, false, folder))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("not on the list")
                .hasMessageContaining(Digest.ofFile(program).hex() + " use VERSION")
                .hasMessageContaining("--cockroach-pins");
    }

    @Test
    void aProgramThatIsMissingIsRefusedAndTheWayWithoutItIsNamed() {
        assertThatThrownBy(() -> CockroachBinary.accept(folder.resolve("none"), NONE, false, folder))
                .hasMessageContaining("without it the images are made for PostgreSQL");
    }

    @Test
    void aPinnedProgramIsTakenAsItIs() throws IOException {
        var program = program("good");
        assertThat(CockroachBinary.accept(program, pins(program, "use v23.1.28"), false, folder))
                .isEqualTo(new CockroachBinary(program, "v23.1.28", Digest.ofFile(program)));
    }

    @Test
    void aProprietaryOneNeedsTheWordOfTheOperator() throws IOException {
        var program = program("dear");
        var pins = pins(program, "licence v26.2.4 proprietary");
        assertThatThrownBy(() -> CockroachBinary.accept(program, pins, false, folder))
                .hasMessageContaining("needs a licence")
                .hasMessageContaining("--cockroach-licensed");
        assertThat(CockroachBinary.accept(program, pins, true, folder).version())
                .isEqualTo("v26.2.4");
    }

    @Test
    void oneThatLosesDataIsNeverTakenEvenIfAnOperatorPinsIt() throws IOException {
        var program = program("lossy");
        var pins = pins(program, "never v23.1.11 it loses writes").and(pins(program, "use v23.1.11"));
        assertThatThrownBy(() -> CockroachBinary.accept(program, pins, true, folder))
                .hasMessageContaining("not to be run: it loses writes");
    }

    @Test
    void anArchiveIsUnpackedAndItsSumIsThatOfTheArchive() throws IOException {
        // given
        var archive = folder.resolve("cockroach.tgz");
        try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(archive)))) {
            add(tar, "cockroach-v23/lib/libgeos.so", "geos");
            add(tar, "cockroach-v23/cockroach", "program");
        }

        // when
        var binary = CockroachBinary.accept(archive, pins(archive, "use v23.1.28"), false, folder.resolve("work"));

        // then
        assertThat(binary.program()).hasContent("program");
        assertThat(binary.sum()).isEqualTo(Digest.ofFile(archive));
    }

    @Test
    void anArchiveWithoutTheProgramIsRefused() throws IOException {
        var archive = folder.resolve("other.tgz");
        try (var tar = new TarArchiveOutputStream(new GZIPOutputStream(Files.newOutputStream(archive)))) {
            add(tar, "README", "hello");
        }
        assertThatThrownBy(() -> CockroachBinary.accept(archive, pins(archive, "use v1"), false, folder))
                .hasMessageContaining("no file called cockroach");
    }

    @Test
    void aWrongLineOfPinsIsNamedWithFileAndNumber() {
        assertThatThrownBy(() -> PinnedSums.parse("my.pins", "# mine\n" + "0".repeat(64) + " maybe v1\n"))
                .hasMessage("my.pins, line 2: the second word is use, licence or never, not \"maybe\"");
    }

    @Test
    void theListThatComesAlongCanBeRead() throws IOException {
        try (var in = PinnedSums.class.getResourceAsStream("/metalplant/images/cockroach.sums")) {
            var pins = PinnedSums.parse("cockroach.sums", new String(in.readAllBytes(), StandardCharsets.UTF_8));
            assertThat(pins.known()).hasSize(10);
            assertThat(pins.known())
                    .filteredOn(pin -> pin.verdict() == PinnedSums.Verdict.USE)
                    .extracting(PinnedSums.Pin::version)
                    .containsExactly("v22.1.22-64-g86fdbfca06");
        }
    }

    private Path program(String text) throws IOException {
        return Files.writeString(folder.resolve("program-" + text), text);
    }

    private static PinnedSums pins(Path file, String rest) {
        return PinnedSums.parse("test", Digest.ofFile(file).hex() + " " + rest);
    }

    private static void add(TarArchiveOutputStream tar, String name, String text) throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setSize(text.length());
        tar.putArchiveEntry(entry);
        tar.write(text.getBytes(StandardCharsets.UTF_8));
        tar.closeArchiveEntry();
    }
}
