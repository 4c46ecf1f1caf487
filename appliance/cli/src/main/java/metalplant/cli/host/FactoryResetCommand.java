package metalplant.cli.host;

import java.util.concurrent.Callable;
import metalplant.cli.Screen;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.wire.plant.FactoryResetRequest;
import metalplant.wire.plant.FactoryResetResponse;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code plantctl factory-reset}. */
@Command(
        name = "factory-reset",
        description = {
            "Makes the box as it was before first boot: keys first, then all data. It says what is lost and asks for the name of the"
                    + " partition. A power cut in the middle does not stop it: it goes on at the next boot.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plantctl factory-reset --dry-run         what would be lost; nothing is done",
            "  plantctl factory-reset                   asks for the partition's name",
            "  plantctl factory-reset --confirm north-1 for scripts",
        })
public final class FactoryResetCommand extends HostCommon implements Callable<Integer> {
    @Option(
            names = "--confirm",
            paramLabel = "PARTITION",
            description = "The name of this partition; without it you are asked.")
    @Nullable
    String confirm;

    @Option(names = "--dry-run", description = "Only say what would be lost.")
    boolean dry;

    public FactoryResetCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        return asking(calls -> {
            var preview = calls.get("v1/plant/factory-reset", FactoryResetResponse.class);
            if (dry) {
                return shown(preview);
            }
            var name = confirm;
            if (name == null) {
                progress().say("  This is lost for ever:");
                preview.lost().forEach(each -> progress().say("    - " + each));
                if (!screen.interactive()) {
                    throw Problem.bad("nobody is there to ask: --confirm names the partition");
                }
                name = progress()
                        .asked("Type the name of this partition (%s) to go on, anything else to stop:"
                                .formatted(preview.partition()));
                if (!name.equals(preview.partition())) {
                    progress().say("  nothing was done");
                    return 1;
                }
            }
            return ordered(
                    calls.post("v1/plant/factory-reset", new FactoryResetRequest(name), FactoryResetResponse.class));
        });
    }

    private int shown(FactoryResetResponse preview) {
        if (json()) {
            return printed(preview);
        }
        screen.say("  A factory reset of partition %s takes away:".formatted(preview.partition()));
        preview.lost().forEach(each -> screen.say("    - " + each));
        return 0;
    }

    private int ordered(FactoryResetResponse answer) {
        if (json()) {
            return printed(answer);
        }
        screen.say("  ordered: keys go first, then all data; then first boot begins anew (plantctl status)");
        return 0;
    }
}
