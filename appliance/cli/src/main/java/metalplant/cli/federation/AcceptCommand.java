package metalplant.cli.federation;

import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.wire.federation.AcceptRequest;
import metalplant.wire.federation.JoinResponse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plantctl federation accept}. */
@Command(
        name = "accept",
        description = {
            "Accepts a join on this side, for instance after --no-wait or a lost terminal. Shows plan and check words and asks.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plantctl federation status                  lists joins with their ids",
            "  ./plantctl federation accept 3d0f9a5e-0000-4000-8000-000000000000"
        })
final class AcceptCommand extends Common implements Callable<Integer> {
    @Parameters(paramLabel = "JOIN", description = "Id of the join: ./plantctl federation status")
    String joinId = "";

    @Option(
            names = "--fingerprint",
            paramLabel = "WORDS",
            description = "Accept if the other plant is this one, without asking.")
    @Nullable
    String fingerprint;

    AcceptCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        return with(calls -> {
            var join = calls.get("v1/federation/join/" + joinId, JoinResponse.class);
            var plan = join.plan();
            if (plan == null) {
                throw Problem.refused("there is no plan yet that could be accepted");
            }
            if (fingerprint == null) {
                screen.say("  other plant   %s  %s".formatted(join.peer(), join.fingerprint()));
                screen.say("  check words   " + String.join(" ", join.checkwords()));
                JoinFlow.lines(plan).forEach(screen::say);
                if (!screen.agrees("Does the other screen show the same four words, and shall this be done?")) {
                    throw Problem.refused("not accepted; nothing was changed");
                }
            }
            var accepted = calls.post(
                    "v1/federation/join/" + joinId + "/accept",
                    new AcceptRequest(plan.hash(), fingerprint),
                    JoinResponse.class);
            return json() ? printed(accepted) : said("  accepted on this side");
        });
    }

    private int said(String line) {
        screen.say(line);
        return 0;
    }
}
