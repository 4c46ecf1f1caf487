package metalplant.cli.federation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.wire.federation.ImportResponse;
import metalplant.wire.federation.LedgerFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code plantctl federation import}. */
@Command(
        name = "import",
        description = {
            "Reads entries of the ledger from a file of another member. Every entry is verified; what does not fit is refused.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ./plantctl federation import /media/usb/ledger"})
final class ImportCommand extends Common implements Callable<Integer> {
    /** As much as the API takes. */
    private static final long FILE_MAX = 2L * 1024 * 1024;

    @Parameters(paramLabel = "FILE", description = "What ./plantctl federation export wrote there.")
    Path file = Path.of("");

    ImportCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        return with(calls -> {
            var done = calls.post("v1/federation/import", new LedgerFile(content()), ImportResponse.class);
            if (json()) {
                return printed(done);
            }
            screen.say("  %d new entries, the last one is %d".formatted(done.accepted(), done.head()));
            if (done.stopped() != null) {
                throw Problem.refused("the rest was not taken: " + done.stopped());
            }
            return 0;
        });
    }

    private String content() {
        try {
            if (Files.size(file) > FILE_MAX) {
                throw Problem.bad(
                        "%s is longer than %d bytes: export it in parts with --from".formatted(file, FILE_MAX));
            }
            return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
        } catch (IOException e) {
            throw Problem.bad("%s cannot be read: %s".formatted(file, e));
        }
    }
}
