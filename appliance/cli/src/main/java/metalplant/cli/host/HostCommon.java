package metalplant.cli.host;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import metalplant.cli.Calls;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.cli.api.HostSocket;
import metalplant.model.World;
import picocli.CommandLine.Option;

/** What commands for a box have in common: on the box they ask its host agent, from elsewhere the API, which passes it on. */
public abstract class HostCommon extends Common {
    private static final Duration TIMEOUT = Duration.ofSeconds(40);

    @Option(
            names = "--socket",
            paramLabel = "FILE",
            defaultValue = "/run/metal-plant/plantd.sock",
            description =
                    "Where the host agent of this box listens; used if it is there and no --api-url is given. Default: ${DEFAULT-VALUE}")
    Path socket = Path.of("/run/metal-plant/plantd.sock");

    protected HostCommon(World world, Screen screen) {
        super(world, screen);
    }

    /** Runs one command with whoever answers for the box. */
    protected final int asking(Function<Calls, Integer> work) {
        if (!remote() && Files.exists(socket)) {
            try (var calls = Calls.of(new HostSocket(socket, TIMEOUT))) {
                return work.apply(calls);
            }
        }
        return with(work);
    }
}
