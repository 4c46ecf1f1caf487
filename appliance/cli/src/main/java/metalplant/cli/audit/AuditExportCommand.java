package metalplant.cli.audit;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import metalplant.cli.Calls;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.wire.audit.AuditLinkResponse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plantctl audit export}. */
@Command(
        name = "export",
        description = {
            "Writes the audit as lines of JSON, oldest first. Secrets are not in it.",
            "",
            "With --save the file goes on where it ends: call it every day, and keep the file where the plant cannot write. A plant forgets entries"
                    + " after audit.keep (90 days).",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plantctl audit export > audit.jsonl",
            "  ./plantctl audit export --save /mnt/audit.jsonl && ./plantctl audit verify /mnt/audit.jsonl",
        })
final class AuditExportCommand extends Common implements Callable<Integer> {
    @Option(names = "--after", paramLabel = "NUMBER", description = "Only what comes behind this number.")
    long after;

    @Option(
            names = "--save",
            paramLabel = "FILE",
            description = "Append to FILE what is behind its last line (mode 0600).")
    @Nullable
    Path save;

    AuditExportCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        return with(calls -> save == null ? shown(calls) : saved(calls, save));
    }

    private int shown(Calls calls) {
        each(calls, after, screen::say);
        return 0;
    }

    private int saved(Calls calls, Path file) {
        long from = Math.max(
                after, AuditFiles.last(file).map(AuditLinkResponse::number).orElse(0L));
        long last;
        try (Writer out = open(file)) {
            last = each(calls, from, line -> append(out, line));
        } catch (IOException e) {
            throw Problem.bad("%s cannot be written: %s".formatted(file, e.getMessage()))
                    .because(e);
        }
        if (json()) {
            return printed(Map.of("file", file.toString(), "from", from, "last", last));
        }
        screen.say("  %d entries written to %s, the last is %d".formatted(last - from, file, last));
        return 0;
    }

    private static Writer open(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        return Files.newBufferedWriter(file, StandardOpenOption.APPEND);
    }

    private static void append(Writer out, String line) {
        try {
            out.write(line + "\n");
        } catch (IOException e) {
            throw Problem.bad("the file cannot be written: " + e.getMessage()).because(e);
        }
    }

    /** Page by page until there is no more; @return the number of the last one */
    private static long each(Calls calls, long from, Consumer<String> line) {
        long last = from;
        while (true) {
            var page = calls.get("v1/plant/audit?after=" + last, AuditLinkResponse[].class);
            for (var link : page) {
                line.accept(AuditLine.of(link));
                last = link.number();
            }
            if (page.length == 0) {
                return last;
            }
        }
    }
}
