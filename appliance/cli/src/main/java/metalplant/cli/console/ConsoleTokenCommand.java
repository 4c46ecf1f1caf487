package metalplant.cli.console;

import java.util.Map;
import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.World;
import picocli.CommandLine.Command;

/** {@code plantctl console token}. */
@Command(
        name = "token",
        description = {
            "Prints what an admin logs in with at the console of any machine, in the place of a password, or in the variable"
                    + " LC_METAL_STACK_OIDC_TOKEN. It is good for one login within 90 seconds. The plant's admin key is not in it.",
            ""
        },
        footerHeading = "%nExample:%n",
        footer = {
            "  ssh -p 5222 -o PubkeyAuthentication=no MACHINE-UUID@PLANT      and at the question, what this printed",
        })
final class ConsoleTokenCommand extends Common implements Callable<Integer> {
    ConsoleTokenCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        var token = token().text();
        if (json()) {
            return printed(Map.of("token", token));
        }
        screen.say(token);
        return 0;
    }
}
