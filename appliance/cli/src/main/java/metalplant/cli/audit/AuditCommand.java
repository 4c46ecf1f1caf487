package metalplant.cli.audit;

import metalplant.cli.Screen;
import metalplant.model.World;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code plantctl audit}. */
@Command(
        name = "audit",
        synopsisSubcommandLabel = "(export | verify)",
        description = {
            "Who changed what. A plant writes an entry with each change that a request makes, and links the entries: each has the digest"
                    + " of the one before it. metalctl audit finds them; this takes them elsewhere.",
            ""
        })
public final class AuditCommand implements Runnable {
    private AuditCommand() {}

    /** With its subcommands. */
    public static CommandLine line(World world, Screen screen) {
        return new CommandLine(new AuditCommand())
                .addSubcommand(new AuditExportCommand(world, screen))
                .addSubcommand(new AuditVerifyCommand(screen));
    }

    @Override
    public void run() {
        CommandLine.usage(this, System.out);
    }
}
