package metalplant.cli.host;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.wire.plant.PlantStatusResponse;
import metalplant.wire.plant.PlantStepResponse;
import picocli.CommandLine.Command;

/** {@code plantctl status}. */
@Command(
        name = "status",
        description = {
            "How far the box of a plant is: each step of first boot, what the current one waits for, since when, and how long it usually"
                    + " takes. When all are done it says how to use the plant.",
            "",
            "Works from the first second of first boot on, when there is neither API nor database. Exit status 0: ready; 1: not yet.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plantctl status                              on the box",
            "  plantctl status --api-url URL -o json        from elsewhere, with an admin key in METALCTL_HMAC",
        })
public final class HostStatusCommand extends HostCommon implements Callable<Integer> {
    public HostStatusCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        return asking(calls -> {
            var status = calls.get("v1/plant/status", PlantStatusResponse.class);
            if (json()) {
                printed(status);
            } else {
                tell(status);
            }
            return status.state().equals("ready") ? 0 : 1;
        });
    }

    private void tell(PlantStatusResponse status) {
        var place = status.partition().isEmpty()
                ? "not decided yet"
                : "%s, zone %s, region %s".formatted(status.partition(), status.zone(), status.region());
        screen.say("  plant      " + place);
        screen.say("  state      %s, %s".formatted(status.state(), status.version()));
        Optional.ofNullable(status.identity())
                .ifPresent(kind -> screen.say("  identity   %s, bound to this box by %s"
                        .formatted(status.plant(), kind.equals("tpm") ? "its TPM" : "a file")));
        if (status.step() != null) {
            screen.say("  waits for  %s, since %s (%d s), usually %d s"
                    .formatted(
                            status.waitsFor(),
                            Optional.ofNullable(status.since())
                                    .map(HostStatusCommand::time)
                                    .orElse("-"),
                            Optional.ofNullable(status.waitedSeconds()).orElse(0L),
                            Optional.ofNullable(status.usualSeconds()).orElse(0L)));
        }
        Optional.ofNullable(status.problem())
                .ifPresent(problem -> screen.say("  because    " + problem.replace("\n", "\n             ")));
        screen.say("");
        status.steps().forEach(this::tell);
        status.warnings().forEach(warning -> screen.say("  note: " + warning));
        Optional.ofNullable(status.panel()).ifPresent(screen::say);
    }

    private void tell(PlantStepResponse step) {
        screen.say("  %-8s %-22s %s"
                .formatted(
                        step.state(),
                        step.name(),
                        step.done() == null
                                ? "usually %d s".formatted(step.usualSeconds())
                                : "took %s s, %s"
                                        .formatted(
                                                String.format(Locale.ROOT, "%.1f", step.tookMillis() / 1000.0),
                                                time(step.done()))));
    }

    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
