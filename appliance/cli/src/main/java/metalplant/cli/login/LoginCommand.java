package metalplant.cli.login;

import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.cli.federation.SecretFiles;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.wire.plant.TokenRequest;
import metalplant.wire.plant.TokenResponse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plantctl login}. */
@Command(
        name = "login",
        description = {
            "Prints a token with which a person uses this plant's API for some hours, without the plant's keys and without any network.",
            "",
            "The plant signs it with a key of its own. It has the role and the name that you give it; the name stands in the audit. Nobody can"
                    + " take it back before it ends, but for removing the file token-key of the plant's folder and starting the plant again,"
                    + " which ends all of them. At other plants it opens nothing.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plantctl login --name ada@example.org --role edit --life PT8H",
            "  METALCTL_API_TOKEN=$(./plantctl login) metalctl --api-url http://127.0.0.1:8080/metal machine ls",
            "  curl -H \"Authorization: Bearer $(./plantctl login --role view)\" http://127.0.0.1:8080/metal/v1/machine"
        })
public final class LoginCommand extends Common implements Callable<Integer> {
    @Option(names = "--name", paramLabel = "NAME", description = "Whom it is for. Default: the plant's admin.")
    @Nullable
    String name;

    @Option(names = "--role", paramLabel = "ROLE", description = "view, edit or admin. Default: admin.")
    @Nullable
    String role;

    @Option(
            names = "--life",
            paramLabel = "DURATION",
            defaultValue = "PT1H",
            description = "How long it counts, at most PT12H. Default: ${DEFAULT-VALUE}.")
    String life = "PT1H";

    @Option(names = "--save", paramLabel = "FILE", description = "Write it there (mode 0600) instead of showing it.")
    @Nullable
    Path save;

    public LoginCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        var request = new TokenRequest(name, role, seconds());
        return with(calls -> {
            var token = calls.post("v1/plant/token", request, TokenResponse.class);
            if (save != null) {
                SecretFiles.write(save, token.token() + "\n");
                progress().say("  written to %s; it ends at %s".formatted(save, token.expires()));
                return 0;
            }
            if (json()) {
                return printed(token);
            }
            screen.say(token.token());
            return 0;
        });
    }

    private long seconds() {
        try {
            return Duration.parse(life).toSeconds();
        } catch (DateTimeParseException e) {
            throw Problem.bad("--life is a duration as PT8H").because(e);
        }
    }
}
