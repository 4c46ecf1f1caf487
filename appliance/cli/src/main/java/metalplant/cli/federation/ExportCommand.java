package metalplant.cli.federation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.wire.federation.LedgerFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plantctl federation export}. */
@Command(
        name = "export",
        description = {"Writes the ledger to a file, for a member that no link reaches. It holds no secrets.", ""},
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plantctl federation export /media/usb/ledger",
            "  ./plantctl federation export /media/usb/rest --from 1000"
        })
final class ExportCommand extends Common implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "The file to write; it must not exist.")
    Path file = Path.of("");

    @Option(
            names = "--from",
            paramLabel = "ENTRY",
            defaultValue = "0",
            description = "First entry. Default: ${DEFAULT-VALUE}")
    long from;

    ExportCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        return with(calls -> {
            var ledger = calls.get("v1/federation/ledger?from=" + from, LedgerFile.class);
            var bytes = Base64.getDecoder().decode(Objects.requireNonNullElse(ledger.file(), ""));
            try {
                Files.createFile(file);
                Files.write(file, bytes);
            } catch (IOException e) {
                throw Problem.bad("%s cannot be written: %s".formatted(file, e));
            }
            screen.say("  %d bytes written to %s; there: ./plantctl federation import %s"
                    .formatted(bytes.length, file, file.getFileName()));
            return 0;
        });
    }
}
