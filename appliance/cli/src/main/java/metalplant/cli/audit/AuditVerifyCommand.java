package metalplant.cli.audit;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.concurrent.Callable;
import metalplant.cli.Common.Form;
import metalplant.cli.Screen;
import metalplant.model.Problem;
import metalplant.wire.WireJson;
import metalplant.wire.audit.AuditLinkResponse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plantctl audit verify}: needs no plant. */
@Command(
        name = "verify",
        description = {
            "Checks a file of plantctl audit export: that no entry was changed, taken out or put in. Says the first that does not fit.",
            "",
            "It cannot see that entries are missing at its beginning or end, or that somebody with the plant's database made a whole new chain:"
                    + " for that compare the digest of an entry that you wrote down before (--expect NUMBER:DIGEST).",
            ""
        },
        footerHeading = "%nExample:%n",
        footer = "  ./plantctl audit verify audit.jsonl --expect 4711:9f2c...")
final class AuditVerifyCommand implements Callable<Integer> {
    private final Screen screen;

    @Parameters(paramLabel = "FILE", description = "Lines of JSON.")
    Path file = Path.of("");

    @Option(names = "--expect", paramLabel = "NUMBER:DIGEST", description = "This entry must have this digest.")
    @Nullable
    String expect;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORM",
            description = "text or json. Default: text.")
    Form output = Form.text;

    AuditVerifyCommand(Screen screen) {
        this.screen = screen;
    }

    @Override
    public Integer call() {
        try (var lines = Files.newBufferedReader(file)) {
            return verified(lines);
        } catch (IOException e) {
            throw Problem.bad("%s cannot be read: %s".formatted(file, e.getMessage()))
                    .because(e);
        }
    }

    private int verified(BufferedReader lines) throws IOException {
        Optional<AuditLinkResponse> first = Optional.empty();
        Optional<AuditLinkResponse> last = Optional.empty();
        boolean met = expect == null;
        long number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            long at = ++number;
            var link =
                    AuditLine.parse(line).orElseThrow(() -> Problem.refused("line %d is no audit entry".formatted(at)));
            requireFits(link, last, at);
            met |= isExpected(link);
            first = first.isPresent() ? first : Optional.of(link);
            last = Optional.of(link);
        }
        if (!met) {
            throw Problem.refused("entry %s is not in the file".formatted(expect));
        }
        return told(first, last);
    }

    private static void requireFits(AuditLinkResponse link, Optional<AuditLinkResponse> before, long line) {
        if (!AuditLine.isWhole(link)) {
            throw Problem.refused("line %d: entry %d was changed".formatted(line, link.number()));
        }
        before.filter(one -> link.number() != one.number() + 1 || !link.before().equals(one.digest()))
                .ifPresent(one -> {
                    throw Problem.refused(
                            "line %d: entry %d does not follow entry %d, something was taken out or put in"
                                    .formatted(line, link.number(), one.number()));
                });
    }

    private boolean isExpected(AuditLinkResponse link) {
        if (expect == null || !expect.startsWith(link.number() + ":")) {
            return false;
        }
        if (!expect.equals(link.number() + ":" + link.digest())) {
            throw Problem.refused(
                    "entry %d has the digest %s: this is another chain".formatted(link.number(), link.digest()));
        }
        return true;
    }

    private int told(Optional<AuditLinkResponse> first, Optional<AuditLinkResponse> last) {
        long from = first.map(AuditLinkResponse::number).orElse(0L);
        long to = last.map(AuditLinkResponse::number).orElse(0L);
        var digest = last.map(AuditLinkResponse::digest).orElse("");
        if (output == Form.json) {
            var answer = new LinkedHashMap<String, Object>();
            answer.put("first", from);
            answer.put("last", to);
            answer.put("digest", digest);
            screen.say(WireJson.text(answer));
        } else {
            screen.say("  entries %d to %d are one chain; to expect later: %d:%s".formatted(from, to, to, digest));
        }
        return 0;
    }
}
