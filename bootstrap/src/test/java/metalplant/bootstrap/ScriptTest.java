package metalplant.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ScriptTest {
    private static final Path ROOT = Path.of(System.getProperty("basedir", System.getProperty("user.dir")))
            .toAbsolutePath()
            .resolve("..")
            .normalize();

    @Test
    void theScriptIsWellFormed() throws Exception {
        assertThat(run("bash", "-n", ROOT.resolve("plant").toString())).isEqualTo(new Result(0, ""));
    }

    @Test
    void anUnknownCommandNamesTheKnownOnes() throws Exception {
        // when
        var result = run(ROOT.resolve("plant").toString(), "fly");

        // then
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.output())
                .contains("no command \"fly\"")
                .contains("run, bmc, console, agent, witness, test, bench, sim, lab, image, status, stop, help");
    }

    private record Result(int status, String output) {}

    private static Result run(String... command) throws Exception {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return new Result(process.exitValue(), output);
    }
}
