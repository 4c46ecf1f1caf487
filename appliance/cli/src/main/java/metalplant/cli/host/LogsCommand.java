package metalplant.cli.host;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import metalplant.cli.Calls;
import metalplant.cli.Screen;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.wire.plant.PlantLogResponse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plantctl logs}. */
@Command(
        name = "logs",
        description = {
            "What the units of a plant's box logged. With --output json the answer has a cursor: give it back with --cursor to read on"
                    + " where it ended, also after a restart of the box.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plantctl logs                          the last 100 lines of all units",
            "  plantctl logs postgres.service -n 500",
            "  plantctl logs metal-api.service -f     goes on until Ctrl-C",
        })
public final class LogsCommand extends HostCommon implements Callable<Integer> {
    private static final int LINES_MAX = 1_000;
    private static final int WAIT_SECONDS = 15;

    @Parameters(arity = "0..1", paramLabel = "UNIT", description = "As plantctl units names it. Default: all.")
    @Nullable
    String unit;

    @Option(
            names = {"-n", "--lines"},
            paramLabel = "N",
            defaultValue = "100",
            description = "At most so many, 1 to 1000. Default: ${DEFAULT-VALUE}")
    int lines;

    @Option(
            names = "--cursor",
            paramLabel = "CURSOR",
            description = "Read on behind this place instead of showing the newest lines.")
    @Nullable
    String cursor;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on as lines come.")
    boolean follow;

    public LogsCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        if (lines < 1 || lines > LINES_MAX) {
            throw Problem.bad("--lines is a number from 1 to " + LINES_MAX);
        }
        return asking(calls -> {
            var page = page(calls, cursor, 0);
            while (true) {
                tell(page);
                if (!follow) {
                    return 0;
                }
                page = page(calls, page.cursor(), WAIT_SECONDS);
            }
        });
    }

    private PlantLogResponse page(Calls calls, @Nullable String from, int waitSeconds) {
        var query = new StringBuilder("v1/plant/logs?lines=")
                .append(lines)
                .append("&wait=")
                .append(waitSeconds);
        if (unit != null) {
            query.append("&unit=").append(encoded(unit.contains(".") ? unit : unit + ".service"));
        }
        if (from != null && !from.isEmpty()) {
            query.append("&cursor=").append(encoded(from));
        }
        return calls.get(query.toString(), PlantLogResponse.class);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private void tell(PlantLogResponse page) {
        if (json()) {
            printed(page);
            return;
        }
        page.lines().forEach(line -> screen.say("%s %s %s".formatted(line.at(), line.unit(), line.text())));
    }
}
