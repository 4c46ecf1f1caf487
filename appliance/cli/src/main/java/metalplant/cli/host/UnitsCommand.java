package metalplant.cli.host;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import metalplant.cli.Screen;
import metalplant.model.World;
import metalplant.wire.plant.PlantUnitResponse;
import picocli.CommandLine.Command;

/** {@code plantctl units}. */
@Command(
        name = "units",
        description = {
            "The units of a plant's box, in systemd's words, with the memory of each. Exit status 0: none has failed; 1: some have.",
            ""
        })
public final class UnitsCommand extends HostCommon implements Callable<Integer> {
    public UnitsCommand(World world, Screen screen) {
        super(world, screen);
    }

    @Override
    public Integer call() {
        return asking(calls -> {
            var units = List.of(calls.get("v1/plant/units", PlantUnitResponse[].class));
            if (json()) {
                printed(units);
            } else {
                units.forEach(this::tell);
            }
            return units.stream().anyMatch(unit -> unit.active().equals("failed")) ? 1 : 0;
        });
    }

    private void tell(PlantUnitResponse unit) {
        screen.say("  %-28s %-12s %-12s %8s  %s"
                .formatted(
                        unit.name(),
                        unit.active(),
                        unit.detail(),
                        Optional.ofNullable(unit.memoryBytes())
                                .map(bytes -> (bytes >> 20) + " MiB")
                                .orElse("-"),
                        Optional.ofNullable(unit.since()).map(Object::toString).orElse("")));
    }
}
