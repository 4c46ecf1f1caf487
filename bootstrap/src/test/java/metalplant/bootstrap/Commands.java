package metalplant.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The commands of {@code ./plant} as processes, on one plant.
 *
 * @param main the class that takes them
 * @param folder holds the plant's folder and what the commands print
 */
record Commands(Class<?> main, Path folder) {

    /** What a command left: its exit status and all that it printed. */
    record Result(int status, String output) {}

    /** The plant's folder. */
    Path data() {
        return folder.resolve("plant");
    }

    /** The document of the plant as it was written last. */
    StatusDocument status() {
        return StatusDocument.read(new Folders(data()).status()).orElseThrow();
    }

    Result call(String command, String... options) throws Exception {
        var line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx192m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                command,
                "--data",
                data().toString()));
        line.addAll(List.of(options));
        var output = folder.resolve("output");
        var process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("it ends").isTrue();
        return new Result(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
    }
}
