package metalplant.cli.federation;

import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.wire.federation.RequestOutcome;
import metalplant.wire.federation.RequestResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code plantctl request show}. */
@Command(
        name = "show",
        description = {
            "Shows what became of a request, by the id in the message of a 504. Asks this plant first, then the others. Plants remember the"
                    + " last thousand writes of each other plant, for a week.",
            ""
        })
final class RequestShowCommand extends Common implements Callable<Integer> {
    @Parameters(paramLabel = "ID", description = "For example 3d0f9a5e-0000-4000-8000-000000000000.")
    String id = "";

    RequestShowCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        if (!id.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")) {
            throw Problem.bad("\"%s\" is no id of a request".formatted(id));
        }
        return with(calls -> {
            var request = calls.get("v1/federation/request/" + id, RequestResponse.class);
            if (json()) {
                return printed(request);
            }
            screen.say("  request  " + request.id());
            screen.say("  plant    " + request.plant());
            screen.say("  state    " + words(request));
            if (request.body() != null) {
                screen.say("  answer   " + request.body());
            }
            return 0;
        });
    }

    private static String words(RequestResponse request) {
        return switch (request.state()) {
            case RequestOutcome.DONE -> "done, answered with status %d".formatted(request.status());
            case RequestOutcome.INTERRUPTED -> "the plant was started again in the middle: look whether it was done";
            default -> request.state();
        };
    }
}
