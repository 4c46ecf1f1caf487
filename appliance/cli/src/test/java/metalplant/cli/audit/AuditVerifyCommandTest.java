package metalplant.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import metalplant.cli.PlantctlCommand;
import metalplant.cli.Screen;
import metalplant.model.SystemWorld;
import metalplant.wire.audit.AuditLinkResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditVerifyCommandTest {
    @TempDir
    Path folder = Path.of("");

    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();

    private static List<String> chain(int from, int count) throws Exception {
        var lines = new ArrayList<String>();
        var before = new byte[32];
        for (int i = from; i < from + count; i++) {
            var entry = "{\"user\":\"ada \\u00fc %d\",\"changes\":[{\"kind\":\"size\"}]}".formatted(i);
            var sha = MessageDigest.getInstance("SHA-256");
            sha.update(before);
            sha.update(ByteBuffer.allocate(8).putLong(i).array());
            var digest = sha.digest(entry.getBytes(StandardCharsets.UTF_8));
            lines.add(AuditLine.of(new AuditLinkResponse(
                    i, HexFormat.of().formatHex(before), HexFormat.of().formatHex(digest), entry)));
            before = digest;
        }
        return lines;
    }

    private int verify(List<String> lines, String... more) throws Exception {
        var file = Files.write(folder.resolve("audit.jsonl"), lines);
        var screen = new Screen(
                new PrintStream(shown, true, StandardCharsets.UTF_8), new BufferedReader(new StringReader("")), false);
        var arguments = new ArrayList<>(List.of("audit", "verify", file.toString()));
        arguments.addAll(List.of(more));
        return PlantctlCommand.commandLine(new SystemWorld(), screen).execute(arguments.toArray(String[]::new));
    }

    @Test
    void aWholeChainIsFineWhereverItBegins() throws Exception {
        assertThat(verify(chain(1, 5))).isZero();
        assertThat(verify(chain(41, 3), "-o", "json")).isZero();
        assertThat(shown.toString(StandardCharsets.UTF_8))
                .contains("entries 1 to 5 are one chain")
                .contains("\"first\":41,\"last\":43");
        assertThat(verify(List.of())).isZero();
    }

    @Test
    void whatWasChangedTakenOutOrPutInIsSeen() throws Exception {
        var changed = chain(1, 5);
        changed.set(2, changed.get(2).replace("ada", "eve"));
        assertThat(verify(changed)).isEqualTo(1);
        var without = chain(1, 5);
        without.remove(2);
        assertThat(verify(without)).isEqualTo(1);
        var twice = chain(1, 5);
        twice.add(2, twice.get(1));
        assertThat(verify(twice)).isEqualTo(1);
        var garbage = chain(1, 2);
        garbage.add("{}");
        assertThat(verify(garbage)).isEqualTo(1);
    }

    @Test
    void aChainThatWasMadeAnewIsSeenByWhoWroteADigestDown() throws Exception {
        var lines = chain(1, 3);
        var digest = AuditLine.parse(lines.get(1)).orElseThrow().digest();

        assertThat(verify(lines, "--expect", "2:" + digest)).isZero();
        assertThat(verify(chain(2, 3), "--expect", "2:" + digest)).isEqualTo(1);
        assertThat(verify(lines, "--expect", "9:" + digest)).isEqualTo(1);
    }

    @Test
    void anExportGoesOnBehindTheLastLine() throws Exception {
        var file = Files.write(folder.resolve("audit.jsonl"), chain(1, 3));

        assertThat(AuditFiles.last(file))
                .get()
                .extracting(AuditLinkResponse::number)
                .isEqualTo(3L);
        assertThat(AuditFiles.last(folder.resolve("none"))).isEmpty();
    }
}
