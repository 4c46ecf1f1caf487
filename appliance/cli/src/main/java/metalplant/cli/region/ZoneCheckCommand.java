package metalplant.cli.region;

import java.util.List;
import java.util.concurrent.Callable;
import metalplant.cli.Common;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.wire.region.ZoneCheckRequest;
import metalplant.wire.region.ZoneCheckResponse;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code plantctl zone check}. */
@Command(
        name = "check",
        description = {
            "Measures the links between the plants, and says whether an etcd quorum may span them.",
            "",
            "Each plant asks each other one a few times over an open connection. Answers: fits (etcd as it is),"
                    + " tuned (with longer timers), no. The limits and where they come from are in docs/zones.md.",
            ""
        },
        footerHeading = "%nExit status: 0 fits or tuned, 1 no or nothing to measure.%n%nExamples:%n",
        footer = {"  ./plantctl zone check", "  ./plantctl zone check fra-eqx fra-tel -o json"})
final class ZoneCheckCommand extends Common implements Callable<Integer> {
    @Parameters(
            paramLabel = "ZONE",
            arity = "0..*",
            description = "Between plants with partitions in these zones. Default: between all plants.")
    List<String> zones = List.of();

    ZoneCheckCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        return with(calls -> {
            var checked = calls.post("v1/zone/check", new ZoneCheckRequest(zones), ZoneCheckResponse.class);
            if (json()) {
                printed(checked);
            } else {
                show(checked);
            }
            return checked.etcd().equals("fits") || checked.etcd().equals("tuned") ? 0 : 1;
        });
    }

    private void show(ZoneCheckResponse checked) {
        checked.links()
                .forEach(link -> screen.say(
                        link.sent() == 0
                                ? "  %-14s %-14s %s".formatted(link.from(), link.to(), link.message())
                                : "  %-14s %-14s rtt %s ms, worst %s ms, jitter %s ms, lost %d of %d: %s"
                                        .formatted(
                                                link.from(),
                                                link.to(),
                                                link.rttMillis(),
                                                link.worstMillis(),
                                                link.jitterMillis(),
                                                link.lost(),
                                                link.sent(),
                                                link.etcd())));
        screen.say(
                switch (checked.etcd()) {
                    case "fits" -> "  etcd: may span them as it is";
                    case "tuned" ->
                        "  etcd: may span them with --heartbeat-interval=%d --election-timeout=%d, and writes wait for the line"
                                .formatted(checked.heartbeatMillis(), checked.electionMillis());
                    case "no" -> "  etcd: may not span them; give each place a cluster of its own";
                    default -> "  etcd: not known";
                });
        checked.advice().forEach(line -> screen.say("  " + line));
    }
}
