package metalplant.cli.console;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.Problem;
import metalplant.model.World;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plantctl console open}. */
@Command(
        name = "open",
        description = {
            "Opens the console of a machine as an admin: runs OpenSSH's client and gives it a token. Firewalls and machines that nobody has"
                    + " are opened too. Ends with Ctrl-] and a dot, or as ssh does.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plantctl console open 00000000-0000-4000-8000-000000000001",
            "  ./plantctl console open 00000000-0000-4000-8000-000000000001 --at plant.example.org",
            "  ./plantctl console open 00000000-0000-4000-8000-000000000001 -o json      prints the command and runs nothing"
        })
final class ConsoleOpenCommand extends Common implements Callable<Integer> {
    private static final String ASK = """
            #!/bin/sh
            case $1 in
                *yes/no*) printf '%s' "$1" >/dev/tty && read -r answer </dev/tty && printf '%s\\n' "$answer" ;;
                *) printf '%s\\n' "$PLANT_CONSOLE_TOKEN" ;;
            esac
            """;

    private static final String UUID_FORM = "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}";

    @Parameters(paramLabel = "MACHINE", description = "Its UUID.")
    String machine = "";

    @Option(
            names = "--at",
            paramLabel = "HOST",
            defaultValue = "127.0.0.1",
            description = "Where the console is. Default: ${DEFAULT-VALUE}")
    String at = "127.0.0.1";

    @Option(names = "--port", defaultValue = "5222", description = "Default: ${DEFAULT-VALUE}")
    int port = 5222;

    ConsoleOpenCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() throws InterruptedException {
        if (!machine.matches(UUID_FORM)) {
            throw Problem.bad("a machine is named by its UUID, not \"%s\"".formatted(machine));
        }
        if (at.startsWith("-")) {
            throw Problem.bad("\"%s\" is no host".formatted(at));
        }
        var command = List.of(
                "ssh",
                "-p",
                String.valueOf(port),
                "-o",
                "PubkeyAuthentication=no",
                "-o",
                "NumberOfPasswordPrompts=1",
                machine.toLowerCase(java.util.Locale.ROOT) + "@" + at);
        return json() ? printed(Map.of("command", command)) : run(command);
    }

    /** The token goes through the environment of the program that ssh asks for a password, so that no list of processes shows it. */
    private int run(List<String> command) throws InterruptedException {
        var builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put("PLANT_CONSOLE_TOKEN", token().text());
        builder.environment().put("SSH_ASKPASS", ask().toString());
        builder.environment().put("SSH_ASKPASS_REQUIRE", "force");
        try {
            return builder.start().waitFor();
        } catch (IOException e) {
            throw Problem.refused("ssh cannot be run: is OpenSSH's client installed? (%s)".formatted(e.getMessage()));
        }
    }

    /** A host key that is not known yet is asked about in the same way, so the program answers that question from the terminal. */
    private static Path ask() {
        try {
            var file = Files.createTempFile(
                    "plant-console-",
                    ".sh",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            file.toFile().deleteOnExit();
            Files.writeString(file, ASK);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a file in the folder for temporary ones", e);
        }
    }
}
