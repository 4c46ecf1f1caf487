package metalplant.bootstrap.plantd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TtyConsolesTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void aLineIsWhatSomebodyTypedWithoutWhatADumbTerminalMakesOfIt() throws Exception {
        // given a pipe behaves as a line without a screen
        var line = folder.resolve("serial");
        assertThat(new ProcessBuilder("mkfifo", line.toString()).start().waitFor())
                .isZero();
        try (var keys = keyboard(line);
                var consoles = TtyConsoles.open(List.of(line, folder.resolve("missing")))) {
            // when
            keys.write("noth\b\brth-1\r\u001b[2J%s\n".formatted("x".repeat(400)).getBytes(StandardCharsets.US_ASCII));
            keys.flush();

            // then
            assertThat(consoles.any()).isTrue();
            assertThat(consoles.line(Duration.ofSeconds(10))).contains("north-1");
            assertThat(consoles.line(Duration.ofSeconds(10)).orElseThrow())
                    .hasSize(256)
                    .startsWith("[2Jxxx");
            assertThat(consoles.line(Duration.ofMillis(1))).isEmpty();
        }
    }

    /** Open for both directions, so that neither side waits for the other. */
    private static OutputStream keyboard(Path line) throws Exception {
        return java.nio.channels.Channels.newOutputStream(java.nio.channels.FileChannel.open(
                line, java.nio.file.StandardOpenOption.READ, java.nio.file.StandardOpenOption.WRITE));
    }

    @Test
    void aBoxWithoutAConsoleHasNobodyToAsk() {
        try (var consoles = TtyConsoles.open(List.of(folder.resolve("tty1")))) {
            assertThat(consoles.any()).isFalse();
            assertThat(Files.exists(folder.resolve("tty1"))).isFalse();
        }
    }
}
