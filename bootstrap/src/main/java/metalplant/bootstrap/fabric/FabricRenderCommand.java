package metalplant.bootstrap.fabric;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import metalplant.bootstrap.FolderCommand;
import metalplant.cli.Screen;
import metalplant.fabric.check.LeakCheck;
import metalplant.fabric.check.RouteTables;
import metalplant.fabric.engine.BoxReader;
import metalplant.fabric.engine.Engine;
import metalplant.fabric.engine.PartitionModel;
import metalplant.fabric.policy.FrrText;
import metalplant.fabric.policy.SwitchPolicy;
import metalplant.fabric.zone.Admission;
import metalplant.fabric.zone.Planner;
import metalplant.fabric.zone.Zone;
import metalplant.fabric.zone.ZoneReader;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.model.ip.Cidr;
import metalplant.plan.Finding;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code plantctl fabric render}. */
@Command(
        name = "render",
        description = {
            "Reads a zone (partitions with their leaves and exits, networks, peerings, cables between exits), says why it may not be or what each"
                    + " VRF of each switch would know, and writes what FRR of each switch has to be told: the part that decides over routes"
                    + " between networks, to be added to its base configuration; with --switches its whole frr.conf. Changes nothing and asks nobody.",
            "",
            "The text is checked before it is shown: no VRF can come to know what it may not, whatever machines announce.",
            "",
            "Exit status: 0 it may be and leaks nothing, 1 it may not.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  plantctl fabric render zone.yaml",
            "  plantctl fabric render zone.yaml --write configs     a folder with NAME.frr.conf of each switch",
            "  plantctl fabric render zone.yaml --switches boxes.yaml --write configs     whole files, spines too",
            "  plantctl fabric render zone.yaml -o json             with the tables that each VRF would have",
            "",
            "A zone.yaml and a boxes.yaml, complete: docs/examples/zone.yaml, docs/examples/boxes.yaml"
        })
final class FabricRenderCommand extends FolderCommand implements Callable<Integer> {
    private static final int SIZE_MAX = 64 * 1024;
    /** A name in CONFIG_DB, of which nothing is shown here. */
    private static final String TUNNEL = "vtep";

    @Parameters(index = "0", paramLabel = "FILE", description = "The zone, as YAML.")
    Path file = Path.of("zone.yaml");

    @Option(
            names = "--write",
            paramLabel = "DIR",
            description = "Write what FRR of each switch is told into this folder, as NAME.frr.conf.")
    @Nullable
    Path into;

    @Option(
            names = "--switches",
            paramLabel = "FILE",
            description =
                    "What stands where and what hangs at its ports, as YAML: then each switch gets its whole file.")
    @Nullable
    Path boxes;

    FabricRenderCommand(World world, Screen screen) {
        super(world, screen);
    }

    /** A route of a VRF; the source is empty unless it was taken from another VRF of the switch. */
    record Known(String prefix, String source) {
        String text() {
            return source.isEmpty() ? prefix : prefix + " of " + source;
        }
    }

    /**
     * One VRF.
     *
     * @param vni 0 if EVPN does not carry it
     * @param network empty for the VRF between partitions
     * @param allowed in which everything lies that it may know
     * @param routes what it ends up with when machines announce what the file says
     */
    record Vrf(String name, int vni, String network, List<String> allowed, List<Known> routes) {
        static Vrf of(RouteTables.Table table) {
            return new Vrf(
                    table.vrf(),
                    table.vni().orElse(0),
                    table.network().orElse(""),
                    table.allowed().stream().map(Cidr::toString).toList(),
                    table.routes().stream()
                            .map(each -> new Known(each.prefix().toString(), each.source()))
                            .toList());
        }
    }

    /** One switch. */
    record Rendered(String name, long asn, List<Vrf> vrfs, String frr) {}

    /**
     * The whole answer.
     *
     * @param findings what is wrong with the file
     * @param refusals why the zone may not be
     * @param leaks what the checker found in the policies
     * @param files the whole {@code frr.conf} of each switch; empty if nothing was said of the switches
     */
    record Answer(
            boolean accepted,
            List<Finding> findings,
            List<Admission.Refusal> refusals,
            List<LeakCheck.Finding> leaks,
            List<Rendered> switches,
            SortedMap<String, String> files) {
        static Answer bad(List<Finding> findings) {
            return new Answer(false, findings, List.of(), List.of(), List.of(), new TreeMap<>());
        }
    }

    @Override
    public Integer call() {
        var answer = switch (ZoneReader.read(text(file))) {
            case ZoneReader.Result.Good good -> withSwitches(good.zone());
            case ZoneReader.Result.Bad bad -> Answer.bad(bad.findings());
        };
        if (json()) {
            printed(answer);
        } else {
            tell(answer);
        }
        if (answer.accepted() && into != null) {
            write(answer, into);
        }
        return answer.accepted() ? 0 : 1;
    }

    private static String text(Path of) {
        try {
            if (Files.size(of) > SIZE_MAX) {
                throw Problem.bad("%s is larger than %d KiB".formatted(of, SIZE_MAX / 1024));
            }
            return Files.readString(of);
        } catch (IOException e) {
            throw Problem.bad("%s cannot be read: %s".formatted(of, e.getMessage()));
        }
    }

    private Answer withSwitches(Zone zone) {
        if (boxes == null) {
            return answer(new PartitionModel(zone, List.of()));
        }
        return switch (BoxReader.read(zone, text(boxes))) {
            case BoxReader.Result.Good good -> answer(good.model());
            case BoxReader.Result.Bad bad -> Answer.bad(bad.findings());
        };
    }

    private static Answer answer(PartitionModel model) {
        var zone = model.zone();
        var refusals = Admission.of(zone);
        if (!refusals.isEmpty()) {
            return new Answer(false, List.of(), refusals, List.of(), List.of(), new TreeMap<>());
        }
        var policies = Planner.plan(zone);
        var leaks = LeakCheck.of(zone, policies).stream()
                .filter(each -> each.rule() != LeakCheck.Rule.REACH)
                .toList();
        var files = new TreeMap<String, String>();
        Engine.desired(model)
                .forEach((name, desired) ->
                        files.put(name, Engine.texts(desired, TUNNEL).frr()));
        return new Answer(leaks.isEmpty(), List.of(), List.of(), leaks, rendered(zone, policies), files);
    }

    private static List<Rendered> rendered(Zone zone, Map<String, SwitchPolicy> policies) {
        var tables = RouteTables.of(zone, policies);
        return policies.values().stream()
                .map(each -> new Rendered(
                        each.name(),
                        each.asn(),
                        tables.getOrDefault(each.name(), List.of()).stream()
                                .map(Vrf::of)
                                .toList(),
                        FrrText.of(each)))
                .toList();
    }

    private void tell(Answer answer) {
        answer.findings().forEach(each -> screen.say("%s: %s".formatted(boxes == null ? file : boxes, each.text())));
        answer.refusals().forEach(each -> screen.say("%s: %s (%s)".formatted(file, each.message(), each.rule())));
        answer.leaks()
                .forEach(each -> screen.say(
                        "%s: %s %s of %s: %s".formatted(file, each.rule(), each.vrf(), each.name(), each.message())));
        for (var each : answer.switches()) {
            screen.say("  %s, AS %d".formatted(each.name(), each.asn()));
            for (var vrf : each.vrfs()) {
                screen.say("    %-10s %-16s knows %s"
                        .formatted(vrf.name(), vrf.network().isEmpty() ? "(between)" : vrf.network(), known(vrf)));
            }
        }
        if (answer.accepted()) {
            screen.say("  %s: good; %d switches, no leaks"
                    .formatted(file, answer.switches().size()));
        }
    }

    private static String known(Vrf vrf) {
        return vrf.routes().isEmpty()
                ? "nothing"
                : vrf.routes().stream().map(Known::text).collect(Collectors.joining(", "));
    }

    private static void write(Answer answer, Path into) {
        AtomicFile.folder(into, "rwxr-xr-x");
        var texts = new TreeMap<>(answer.files());
        answer.switches().forEach(each -> texts.putIfAbsent(each.name(), each.frr()));
        texts.forEach((name, text) -> AtomicFile.write(into.resolve(name + ".frr.conf"), text, AtomicFile.PUBLIC));
    }
}
