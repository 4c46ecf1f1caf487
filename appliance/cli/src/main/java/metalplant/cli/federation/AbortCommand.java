package metalplant.cli.federation;

import java.util.Map;
import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.wire.federation.JoinResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code plantctl federation abort}. */
@Command(
        name = "abort",
        description = {"Gives up a join or an invite that has not been signed yet. Both plants stay as they are.", ""},
        footerHeading = "%nExamples:%n",
        footer = {"  ./plantctl federation abort 3d0f9a5e-0000-4000-8000-000000000000"})
final class AbortCommand extends Common implements Callable<Integer> {
    @Parameters(paramLabel = "JOIN", description = "Id of the join: ./plantctl federation status")
    String joinId = "";

    AbortCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        return with(calls -> {
            var join = calls.post("v1/federation/join/" + joinId + "/abort", Map.of(), JoinResponse.class);
            if (json()) {
                return printed(join);
            }
            screen.say("  given up; nothing was changed");
            return 0;
        });
    }
}
