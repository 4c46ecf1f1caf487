package metalplant.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import metalplant.bench.measure.Report;
import metalplant.bench.plant.PlantProcess;
import metalplant.bench.plant.ProcessFacts;
import metalplant.bench.plant.RunFacts;
import metalplant.bench.row.Lab;
import metalplant.bench.soak.Soak;
import metalplant.bench.soak.SoakSettings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code ./plant bench soak}. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        description = {
            "Fills a plant of its own to full size and lets many clients use it for a long time: says the 99th percentile of each operation,"
                    + " every answer that was no success, and whether memory grows.",
            "",
            "The figures become row 17 of the benchmark report (docs/benchmarks.json and the page beside it), in the place of those of the"
                    + " last soak; other rows stay as they are.",
            ""
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./plant bench soak                                           the real thing, some 35 minutes",
            "  ./plant bench soak --duration 1m --machines 200 --projects 64 --ips 640 --report /tmp/soak.json"
        })
final class SoakCommand implements Callable<Integer> {
    /** Its number in the report. */
    static final int ROW = 17;

    private static final String REPORT = "docs/benchmarks.json";

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = Time.class,
            description = "How long, for example 90s or 30m. Default: 30m.")
    Duration duration = Duration.ofMinutes(30);

    @Option(names = "--machines", paramLabel = "N", description = "Default: 10000.")
    int machines = 10_000;

    @Option(names = "--projects", paramLabel = "N", description = "Default: 1000.")
    int projects = 1_000;

    @Option(names = "--ips", paramLabel = "N", description = "Addresses that are taken all the time. Default: 50000.")
    int ips = 50_000;

    @Option(names = "--clients", paramLabel = "N", description = "Default: 64.")
    int clients = 64;

    @Option(
            names = "--pause",
            paramLabel = "MS",
            description = "Milliseconds that a client waits between two calls, on average. Default: 100.")
    int pause = 100;

    @Option(names = "--report", paramLabel = "FILE", description = "JSON to put the figures into. Default: " + REPORT)
    @Nullable
    Path report;

    /** A number with a unit. */
    static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                return Duration.parse("PT" + text);
            } catch (RuntimeException e) {
                throw new TypeConversionException("\"%s\" is no time such as 90s or 30m".formatted(text));
            }
        }
    }

    @Override
    public Integer call() throws Exception {
        var script = Bench.script();
        var root = Objects.requireNonNull(script.getParent());
        var run = measure(script, root);
        System.out.println(run.text());
        var file = report == null ? root.resolve(REPORT) : report;
        var before =
                Files.exists(file) ? Report.parse(Files.readString(file)) : new Report(Map.of(), List.of(), List.of());
        var whole = before.withRow(ROW, run);
        Files.writeString(file, whole.json() + "\n");
        Files.writeString(page(file), whole.markdown(Bench.causes(root)));
        return 0;
    }

    private static Path page(Path json) {
        return json.resolveSibling(json.getFileName().toString().replaceFirst("\\.json$", "") + ".md");
    }

    private Report measure(Path script, Path root) throws IOException, InterruptedException, SQLException {
        var settings = new SoakSettings(machines, projects, ips, clients, duration, Duration.ofMillis(pause));
        var facts = new LinkedHashMap<String, String>();
        RunFacts.of(root).forEach((name, value) -> facts.put(Report.about(ROW) + name, value));
        facts.forEach((name, value) -> System.err.println("bench: " + name + ": " + value));
        var results = new Lab.Results(System.err);
        var scratch = Files.createTempDirectory("plant-bench");
        var ending = new Ending(ProcessHandle.current(), scratch);
        Runtime.getRuntime().addShutdownHook(new Thread(ending, "ending"));
        try (var plant = new PlantProcess(script, scratch.resolve("plant"))) {
            new Soak(ROW, settings, results).run(plant);
        } catch (IOException | RuntimeException e) {
            if (!ending.hasBegun()) {
                throw e;
            }
            results.remark(Report.about(ROW) + "ended before its time: " + e.getMessage());
        }
        facts.put(
                Report.about(ROW) + "run",
                "%d machines, %d projects, %d addresses, %d clients, %d s, %d ms between two calls of a client"
                        .formatted(machines, projects, ips, clients, duration.toSeconds(), pause));
        facts.put(Report.about(ROW) + "load average after", ProcessFacts.load());
        return new Report(facts, results.figures(), results.remarks());
    }
}
