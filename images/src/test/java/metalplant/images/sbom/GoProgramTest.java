package metalplant.images.sbom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import metalplant.model.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

public class GoProgramTest {
    private static final String MODULES = """
            path\tgithub.com/nsqio/nsq/apps/nsqd
            mod\tmetalplant.invalid/nsq\t(devel)\t
            dep\tgithub.com/nsqio/go-nsq\tv1.1.0\th1:sum
            dep\tgithub.com/judwhite/go-svc\tv1.2.1\th1:sum
            =>\tgithub.com/mreiferson/go-svc\tv1.2.2-0.20210815184239-7a96e00010f6\th1:sum
            build\t-trimpath=true
            """;

    @TempDir
    Path folder;

    @Test
    void aProgramTellsItsToolchainAndItsModulesAsTheyWereReplaced() throws Exception {
        // given
        var file = Files.write(folder.resolve("nsqd"), program());

        // then
        assertThat(GoProgram.read(file).parts())
                .containsExactly(
                        new GoProgram.Module("stdlib", "1.25.0"),
                        new GoProgram.Module("github.com/nsqio/go-nsq", "v1.1.0"),
                        new GoProgram.Module("github.com/mreiferson/go-svc", "v1.2.2-0.20210815184239-7a96e00010f6"));
    }

    @Test
    void aFileThatIsNoGoProgramIsRefused() throws Exception {
        var file = Files.writeString(folder.resolve("script"), "#!/bin/sh\n");
        assertThatThrownBy(() -> GoProgram.read(file))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("is no Go program");
    }

    @Test
    void aProgramThatWasCutOffIsRefused() throws Exception {
        var whole = program();
        var file = Files.write(folder.resolve("cut"), Arrays.copyOf(whole, whole.length - 100));
        assertThatThrownBy(() -> GoProgram.read(file))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("is damaged");
    }

    /** As the linker lays it out, behind some other bytes. */
    public static byte[] program() {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[64]);
        bytes.writeBytes("\u00ff Go buildinf:".getBytes(StandardCharsets.ISO_8859_1));
        bytes.write(8);
        bytes.write(2);
        bytes.writeBytes(new byte[16]);
        text(bytes, "go1.25.0");
        text(bytes, "0123456789abcdef" + MODULES + "0123456789abcdef");
        return bytes.toByteArray();
    }

    private static void text(ByteArrayOutputStream bytes, String text) {
        int length = text.length();
        while (length > 0x7f) {
            bytes.write(length & 0x7f | 0x80);
            length >>= 7;
        }
        bytes.write(length);
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
