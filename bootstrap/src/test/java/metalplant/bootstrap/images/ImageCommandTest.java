package metalplant.bootstrap.images;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import metalplant.cli.Screen;
import metalplant.imagestore.ImageKind;
import metalplant.model.Problem;
import metalplant.model.SystemWorld;
import metalplant.wire.WireJson;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageCommandTest {
    @TempDir
    Path folder;

    private Path data;
    private Path stick;

    private record Ran(int status, String out) {}

    @BeforeEach
    void plant() throws IOException {
        data = Files.createDirectories(folder.resolve("plant"));
        stick = Files.createDirectories(folder.resolve("stick"));
        var kernel = new byte[4096];
        System.arraycopy("HdrS".getBytes(StandardCharsets.US_ASCII), 0, kernel, 0x202, 4);
        Files.write(stick.resolve("bzImage"), kernel);
        Files.writeString(stick.resolve("initrd.img"), "an initrd");
        Files.writeString(stick.resolve("debian-12.0.20261101.tar.lz4"), "an operating system");
        var laidOut = Files.createDirectories(stick.resolve("metal-os/stable/firewall/3.0"));
        Files.writeString(laidOut.resolve("img.tar.lz4"), "a firewall");
    }

    private Ran run(String... arguments) {
        var out = new ByteArrayOutputStream();
        var screen = new Screen(
                new PrintStream(out, true, StandardCharsets.UTF_8), new BufferedReader(new StringReader("")), false);
        var line = ImageCommand.line(new SystemWorld(), screen);
        line.setExecutionExceptionHandler((e, _, _) -> {
            if (e instanceof Problem) {
                screen.say(String.valueOf(e.getMessage()));
                return 1;
            }
            throw e;
        });
        int status = line.execute(arguments);
        return new Ran(status, out.toString(StandardCharsets.UTF_8));
    }

    @Test
    void aStickIsTakenInByWhatIsOnItAndListedAndRemoved() throws IOException {
        var imported = run("import", stick.toString(), "--data", data.toString(), "-o", "json");

        assertThat(imported.status()).as(imported.out()).isZero();
        var listed = WireJson.mapper()
                .readTree(run("list", "--data", data.toString(), "-o", "json").out());
        assertThat(listed.path("images").findValuesAsText("name"))
                .containsExactly(
                        "boot/metal-hammer-initrd.img.lz4",
                        "boot/metal-kernel",
                        "metal-os/20261101/debian/12.0/img.tar.lz4",
                        "metal-os/stable/firewall/3.0/img.tar.lz4");
        assertThat(listed.path("images").findValuesAsText("kind"))
                .containsExactly(
                        ImageKind.BOOT.text(), ImageKind.KERNEL.text(), ImageKind.OS.text(), ImageKind.OS.text());

        assertThat(run("remove", "boot/metal-kernel", "--data", data.toString()).out())
                .contains("--yes");
        assertThat(run("remove", "boot/metal-kernel", "--data", data.toString(), "--yes")
                        .status())
                .isZero();
        assertThat(run("list", "--data", data.toString()).out()).doesNotContain("boot/metal-kernel");
    }

    @Test
    void whatIsNotWhatItShouldBeIsRefusedAndTheOthersComeIn() throws IOException {
        Files.writeString(stick.resolve("debian-12.0.20261101.tar.lz4.md5"), "0".repeat(32) + "  x\n");

        var imported = run("import", stick.toString(), "--data", data.toString());

        assertThat(imported.status()).isEqualTo(1);
        assertThat(imported.out()).contains("its MD5 is", "boot/metal-kernel");
        assertThat(run("list", "--data", data.toString()).out()).doesNotContain("metal-os/20261101");
    }

    @Test
    void aFileWhoseNameSaysNothingWantsOne() throws IOException {
        var file = Files.writeString(stick.resolve("img.tar.lz4"), "an operating system");

        assertThat(run("import", file.toString(), "--data", data.toString()).out())
                .contains("--as");
        assertThat(run("import", file.toString(), "--as", "../x", "--data", data.toString())
                        .out())
                .contains("is named by");
        assertThat(run(
                                "import",
                                file.toString(),
                                "--as",
                                "metal-os/stable/debian/13.0/img.tar.lz4",
                                "--data",
                                data.toString())
                        .out())
                .contains("http://images.plant.internal/metal-os/stable/debian/13.0/img.tar.lz4");
        assertThat(run("import", stick.toString(), "--md5", "x", "--data", data.toString())
                        .out())
                .contains("for one file");
        assertThat(run("list", "--data", folder.resolve("none").toString()).out())
                .contains("there is no plant");
    }
}
