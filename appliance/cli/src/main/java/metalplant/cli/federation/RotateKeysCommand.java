package metalplant.cli.federation;

import java.util.Map;
import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.wire.federation.FederationResponse;
import picocli.CommandLine.Command;

/** {@code plantctl federation rotate-keys}. */
@Command(
        name = "rotate-keys",
        description = {
            "Changes the keys of all tunnels of this plant now, for instance because somebody may have read them. No packet is lost:"
                    + " a second tunnel takes over before the first one goes. By themselves they change every 30 days"
                    + " (federation.key-life).",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plantctl federation rotate-keys",
            "  ./plantctl federation status            shows generation and age of each tunnel's keys"
        })
final class RotateKeysCommand extends Common implements Callable<Integer> {
    RotateKeysCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        return with(calls -> {
            var federation = calls.post("v1/federation/rotate-keys", Map.of(), FederationResponse.class);
            if (json()) {
                return printed(federation);
            }
            screen.say("  ordered; ./plantctl federation status shows the new generation in half a minute");
            return 0;
        });
    }
}
