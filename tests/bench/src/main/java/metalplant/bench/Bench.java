package metalplant.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import metalplant.bench.limit.Nginx;
import metalplant.bench.measure.Causes;
import metalplant.bench.measure.Report;
import metalplant.bench.plant.ProcessFacts;
import metalplant.bench.plant.RunFacts;
import metalplant.bench.row.Lab;
import metalplant.bench.row.Settings;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./plant bench}. */
@Command(
        name = "plant bench",
        mixinStandardHelpOptions = true,
        subcommands = SoakCommand.class,
        description = {
            "Measures a plant of its own beside what the machine can do at best, and prints a table.",
            "",
            "Every figure stands beside a limit measured a moment before, in the same round; ratios are medians over the rounds. Other load"
                    + " on the machine makes figures worse and ratios noisy: the load average is printed first.",
            "",
            "\"./plant bench fabric\" is row 16 alone: configurations of switches, in this process, without a plant.",
            ""
        })
public final class Bench implements Callable<Integer> {
    private static final List<Integer> ALL_ROWS = List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 16);
    private static final int QUICK_MACHINES = 64;
    private static final String CAUSES = "docs/benchmark-causes.md";

    @Option(names = "--rows", split = ",", paramLabel = "N", description = "Rows to measure. Default: 1-11 and 13-16.")
    List<Integer> rows = ALL_ROWS;

    @Option(names = "--rounds", paramLabel = "N", description = "Turns of limit and ours per figure. Default: 3.")
    int rounds = 3;

    @Option(
            names = "--machines",
            split = ",",
            paramLabel = "N",
            description = "Sizes of the fleet, ascending. Default: 100,1000,10000.")
    List<Integer> machines = List.of(100, 1_000, 10_000);

    @Option(
            names = "--seconds",
            paramLabel = "S",
            description = "Length of each measurement of ours; limits get half. Default: 3.")
    double seconds = 3;

    @Option(
            names = "--fill-max",
            paramLabel = "N",
            description = "Addresses or prefixes taken at most in rows 1 and 2. Default: 50000.")
    int fillMax = 50_000;

    @Option(
            names = "--quick",
            description = "One short round at small sizes: shows that everything works, not how fast it is.")
    boolean quick;

    @Option(names = "--peers", description = "Measure go-ipam beside rows 1 and 2 on the same PostgreSQL. Needs Go.")
    boolean peers;

    @Option(names = "--install", description = "As root: install nginx with apt-get if it is missing.")
    boolean install;

    @Option(names = "--out", paramLabel = "FILE", description = "Write everything, every round included, as JSON.")
    @Nullable
    Path out;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description =
                    "Measure nothing: take the figures of an earlier --out, to write the page with causes found since.")
    @Nullable
    Path from;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Write the table with the causes of misses.")
    @Nullable
    Path markdown;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).execute(arguments));
    }

    /** The script that started this. */
    static Path script() {
        return Path.of(System.getenv().getOrDefault("PLANT", "./plant"))
                .toAbsolutePath()
                .normalize();
    }

    @Override
    public Integer call() throws Exception {
        var script = script();
        var root = Objects.requireNonNull(script.getParent());
        if (from != null) {
            return write(Report.parse(Files.readString(from)), root);
        }
        return write(measure(script, root), root);
    }

    private Report measure(Path script, Path root) throws IOException, InterruptedException, SQLException {
        var facts = RunFacts.of(root);
        facts.forEach((name, value) -> System.err.println("bench: " + name + ": " + value));
        if (install && Nginx.find().isEmpty() && !Nginx.install()) {
            System.err.println("bench: nginx could not be installed");
        }
        var settings = settings();
        var results = new Lab.Results(System.err);
        var scratch = Files.createTempDirectory("plant-bench");
        // Also for Ctrl-C and SIGTERM: a plant in the background would outlive this process.
        var ending = new Ending(ProcessHandle.current(), scratch);
        Runtime.getRuntime().addShutdownHook(new Thread(ending, "ending"));
        long started = System.nanoTime();
        var flags = "";
        try {
            flags = new Suite(settings, script, scratch, peers, results).run();
        } catch (IOException | RuntimeException e) {
            if (!ending.hasBegun()) {
                throw e;
            }
            results.remark("ended before its time: " + e.getMessage());
        }
        facts.put("flags of the plant's JVM and of the empty server", flags);
        facts.put(
                "run",
                "%d rounds, %.1f s each, %s machines, %.0f s in all%s"
                        .formatted(
                                settings.rounds(),
                                settings.seconds(),
                                settings.machines(),
                                (System.nanoTime() - started) / 1e9,
                                quick ? ", quick" : ""));
        facts.put("load average after", ProcessFacts.load());
        return new Report(facts, results.figures(), results.remarks());
    }

    private Settings settings() {
        var sorted = machines.stream().distinct().sorted().toList();
        return quick
                ? new Settings(new TreeSet<>(rows), 1, List.of(QUICK_MACHINES), 0.6, fillMax, true)
                : new Settings(new TreeSet<>(rows), rounds, sorted, seconds, fillMax, false);
    }

    private int write(Report report, Path root) throws IOException {
        System.out.println(report.text());
        if (out != null) {
            // What the soak left there is of another run, and stays.
            var whole =
                    Files.exists(out) ? report.withRow(SoakCommand.ROW, Report.parse(Files.readString(out))) : report;
            Files.writeString(out, whole.json() + "\n");
            page(whole, root);
        } else {
            page(report, root);
        }
        return 0;
    }

    private void page(Report report, Path root) throws IOException {
        if (markdown != null) {
            Files.writeString(markdown, report.markdown(causes(root)));
        }
    }

    /** What people found out about misses. */
    static Causes causes(Path root) throws IOException {
        var file = root.resolve(CAUSES);
        return Causes.parse(Files.exists(file) ? Files.readString(file) : "");
    }
}
