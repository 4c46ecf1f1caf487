package metalplant.installer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Cheap checks of what an image is built from; building one is too slow for this. */
class PiecesTest {
    private static final Path HERE = Path.of(System.getProperty("basedir", "."));
    private static final Path IMAGE = HERE.resolve("image");

    @TempDir
    Path folder;

    static Stream<Path> packageLists() throws IOException {
        try (var files = Files.list(HERE.resolve("debian"))) {
            return files.filter(one -> one.toString().endsWith(".packages")).sorted().toList().stream();
        }
    }

    static Stream<Path> scripts() {
        var host = IMAGE.resolve("root/usr/lib/metal-plant/host");
        return Stream.of(
                HERE.resolve("debian/tree"),
                IMAGE.resolve("build"),
                IMAGE.resolve("boot"),
                IMAGE.resolve("initrd"),
                IMAGE.resolve("root-tree"),
                IMAGE.resolve("init"),
                host.resolve("open-var"),
                host.resolve("await-ready"),
                IMAGE.resolve("root/usr/bin/plantctl"));
    }

    @ParameterizedTest
    @MethodSource("packageLists")
    void everyPackageOfAListIsInItsLockWithVersionAndHash(Path list) throws IOException {
        var lock = Files.readAllLines(Path.of(list.toString().replaceFirst("\\.packages$", ".lock")));
        var locked = new HashSet<String>();
        for (var line : lock) {
            assertThat(line).matches("[a-z0-9.+-]+ [A-Za-z0-9.+:~-]+ (amd64|all) [0-9a-f]{64}");
            assertThat(locked.add(line.split(" ")[0])).as(line).isTrue();
        }
        for (var line : Files.readAllLines(list)) {
            var name = line.replaceFirst("#.*", "").strip();
            if (!name.isEmpty() && !name.endsWith("[arm64]")) {
                assertThat(locked).contains(name.replaceFirst(" \\[amd64]$", ""));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("scripts")
    void everyScriptIsOne(Path script) throws Exception {
        var shell = Files.readAllLines(script).getFirst().contains("bash") ? "bash" : "sh";

        assertThat(Files.isExecutable(script)).isTrue();
        assertThat(call(shell, "-n", script.toString())).isEqualTo(new Ended(0, ""));
    }

    @Test
    void buildAndBootTeachAndRefuseWhatTheyDoNotKnow() throws Exception {
        for (var script : List.of("build", "boot")) {
            var path = IMAGE.resolve(script).toString();
            assertThat(call(path, "--help").text())
                    .contains("./plant image " + script)
                    .contains("--");
            assertThat(call(path, "--unknown").status()).isEqualTo(2);
        }
        var tree = HERE.resolve("debian/tree").toString();
        assertThat(call(tree, "--help").text()).contains("installer/debian/tree --update NAME");
        assertThat(call(tree, "nosuch").text())
                .contains("known are:")
                .contains("host")
                .contains("tools");
    }

    @Test
    void anInputThatIsNotTheNamedOneEndsTheBuildBeforeItBegins() throws Exception {
        var input = Files.writeString(folder.resolve("kernel"), "not the kernel");

        var ended = call(IMAGE.resolve("build").toString(), "--with-boot-file", input + "=" + "0".repeat(64));

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.text()).containsAnyOf("is not what was named: its SHA-256 is", "needs root");
    }

    @Test
    void aFileThatIsNoImageIsNotStarted() throws Exception {
        var file = Files.write(folder.resolve("image"), new byte[4096]);

        var ended = call(IMAGE.resolve("boot").toString(), file.toString(), "--no-network");

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.text()).contains("is no disk image of metal-plant: it has no partition table");
    }

    @Test
    void anImageThatWasCutShortIsNotStarted() throws Exception {
        var file = Disks.imageFile(folder);
        Files.writeString(
                Path.of(file + ".json"), "  \"image\": {\"file\": \"image\", \"size\": 3827302400, \"x\": 1},\n");

        var ended = call(IMAGE.resolve("boot").toString(), file.toString(), "--no-network");

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.text()).contains("it is damaged or not whole");
    }

    private record Ended(int status, String text) {}

    private static Ended call(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .start();
        var text = new String(process.getInputStream().readNBytes(100_000), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), text);
    }
}
