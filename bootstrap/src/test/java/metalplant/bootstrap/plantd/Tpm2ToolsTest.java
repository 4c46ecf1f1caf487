package metalplant.bootstrap.plantd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import metalplant.model.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The tools stood in for by scripts that keep what tpm2-tools 5 promises: options, files, the secret on standard input, and the sentence with
 * which a chip refuses what another one sealed. The real ones were tried by hand on an emulated chip (docs/status.md).
 */
class Tpm2ToolsTest {
    private static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder = Path.of("");

    private Tpm2Tools chip(String name) throws Exception {
        var programs = Files.createDirectories(folder.resolve(name));
        script(programs, "tpm2_flushcontext", "[ \"$1\" = -t ]");
        script(
                programs,
                "tpm2_createprimary",
                "[ \"$*\" = \"-Q -C o -G ecc -c $7\" ] && echo %s >\"$7\"".formatted(name));
        script(programs, "tpm2_create", "cat \"$3\" >\"$7\" && cat >\"$9\"");
        script(programs, "tpm2_load", """
                if [ "$(cat "$3")" = broken ]; then echo 'ERROR: out of memory for object contexts' >&2; exit 1; fi
                cmp -s "$3" "$5" || { echo 'ERROR: Eys_Load(0x1DF) - tpm:parameter(1):integrity check failed' >&2; exit 1; }
                cp "$7" "$9\"""");
        script(programs, "tpm2_unseal", "[ \"$1\" = -c ] && cat \"$2\"");
        return new Tpm2Tools(programs, programs.toString(), folder.resolve(name + ".scratch"));
    }

    private static void script(Path programs, String name, String text) throws Exception {
        var file = Files.writeString(programs.resolve(name), "#!/bin/sh\n" + text + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    @Test
    void whatAChipSealedItGivesBack() throws Exception {
        var chip = chip("one");
        chip.seal(SECRET, folder.resolve("sealed"));

        assertThat(chip.present()).isTrue();
        assertThat(chip.unseal(folder.resolve("sealed")))
                .hasValueSatisfying(each -> assertThat(each).isEqualTo(SECRET));
    }

    @Test
    void anotherChipRefuses() throws Exception {
        chip("one").seal(SECRET, folder.resolve("sealed"));

        assertThat(chip("two").unseal(folder.resolve("sealed"))).isEmpty();
    }

    @Test
    void aChipThatFailsForAnyOtherReasonIsNotTakenForAnother() throws Exception {
        chip("one").seal(SECRET, folder.resolve("sealed"));

        assertThatThrownBy(() -> chip("broken").unseal(folder.resolve("sealed")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("tpm2_load")
                .hasMessageContaining("out of memory for object contexts");
    }

    @Test
    void toolsThatAreNotThereAreAProblemThatNamesThem() {
        var none = new Tpm2Tools(folder, folder.resolve("nowhere").toString(), folder.resolve("scratch"));

        assertThatThrownBy(() -> none.unseal(folder.resolve("sealed")))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("tpm2_");
    }
}
