package metalplant.bootstrap.switches;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import metalplant.boot.switches.SwitchHttp;
import metalplant.bootstrap.FolderCommand;
import metalplant.bootstrap.OptionsFile;
import metalplant.cli.Screen;
import metalplant.fabric.cabling.Link;
import metalplant.fabric.config.FabricConfigs.SwitchConfig;
import metalplant.imagestore.ImageFiles;
import metalplant.imagestore.ImageName;
import metalplant.imagestore.disk.Depot;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.plan.Finding;
import metalplant.plan.PlanReader;
import metalplant.plan.PlantPlan;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What the commands of switches share. */
abstract class OnSwitches extends FolderCommand {
    @Option(
            names = "--plan",
            paramLabel = "FILE",
            description = "The plant.yaml of the plant. Default: on the box, the one that was accepted.")
    @Nullable
    Path planFile;

    OnSwitches(World world, Screen screen) {
        super(world, screen);
    }

    /**
     * One switch, as it is shown; "" and 0 for what it has not.
     *
     * @param change of its configuration against what was accepted: new, changed, same or gone
     * @param installer name in the image store
     * @param missing what the image store lacks for it
     */
    record Line(
            String name,
            String role,
            String rack,
            String hardware,
            String mac,
            String serial,
            String address,
            String loopback,
            long asn,
            List<String> links,
            int machines,
            String installer,
            String missing,
            String change) {}

    final SwitchFiles files() {
        return new SwitchFiles(folders().switches());
    }

    final PlantPlan plan() {
        var accepted = folders().firstBoot().resolve("plant.yaml");
        var file = planFile != null ? planFile : accepted;
        if (planFile == null && !(folders().isAppliance() && Files.exists(accepted))) {
            throw Problem.bad("name the plant.yaml of the plant with --plan; only on its box is it known");
        }
        var text = PlannedSwitches.read(file);
        return switch (planFile != null ? PlanReader.read(text) : PlanReader.accepted(text)) {
            case PlanReader.Result.Good good -> good.plan();
            case PlanReader.Result.Bad bad ->
                throw Problem.bad(bad.findings().stream()
                        .map(Finding::text)
                        .collect(Collectors.joining("\n  ", file + " is not accepted:\n  ", "")));
        };
    }

    /** Of this box; empty where there is none. */
    final Optional<ImageFiles> images() {
        return Files.isDirectory(folders().images())
                ? Optional.of(Depot.open(
                        folders().images(),
                        OptionsFile.images(folders().options()).limits(),
                        world))
                : Optional.empty();
    }

    final boolean hasAgent() {
        return images().flatMap(each -> each.find(SwitchHttp.AGENT)).isPresent();
    }

    /** All switches of a plan, and those that it no longer has. */
    final List<Line> lines(PlannedSwitches planned, Optional<PlannedSwitches> before) {
        var lines = new java.util.ArrayList<Line>();
        planned.configs().forEach(each -> lines.add(line(each, change(each, before))));
        before.stream()
                .flatMap(each -> each.configs().stream())
                .filter(each -> planned.cabling().find(each.of().name()).isEmpty())
                .forEach(each -> lines.add(line(each, "gone")));
        return lines;
    }

    private static String change(SwitchConfig config, Optional<PlannedSwitches> before) {
        return before.stream()
                .flatMap(each -> each.configs().stream())
                .filter(each -> each.of().name().equals(config.of().name()))
                .findFirst()
                .map(each ->
                        each.configDb().equals(config.configDb()) && each.frr().equals(config.frr())
                                ? "same"
                                : "changed")
                .orElse("new");
    }

    private Line line(SwitchConfig config, String change) {
        var of = config.of();
        var installer = of.hardware().installer();
        boolean missing = images().isPresent()
                && installer
                        .filter(name -> images().flatMap(each -> each.find(new ImageName(name)))
                                .isEmpty())
                        .isPresent();
        return new Line(
                of.name(),
                of.role().word(),
                of.rack(),
                of.hardware().sku(),
                of.mac(),
                of.serial().orElse(""),
                of.address().toString(),
                config.identity().map(each -> each.loopback().toString()).orElse(""),
                config.identity().map(each -> each.asn()).orElse(0L),
                of.links().stream().map(Link::text).toList(),
                of.machines().size(),
                installer.orElse(""),
                missing ? "its installer: plantctl image import FILE --as " + installer.orElse("") : "",
                change);
    }

    final void tell(List<Line> lines) {
        for (var each : lines) {
            screen.say("  %-16s %-5s %-15s %-15s %-11s %s"
                    .formatted(
                            each.name(),
                            each.role(),
                            each.address(),
                            each.loopback().isEmpty() ? "-" : each.loopback(),
                            each.asn() == 0 ? "-" : String.valueOf(each.asn()),
                            each.change()));
            if (!each.missing().isEmpty()) {
                screen.say("    the image store lacks " + each.missing());
            }
        }
    }
}
