package metalplant.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import metalplant.bench.limit.Nginx;
import metalplant.bench.measure.Causes;
import metalplant.bench.measure.Report;
import metalplant.bench.plant.ProcessFacts;
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

    @Override
    public Integer call() throws Exception {
        var script = Path.of(System.getenv().getOrDefault("PLANT", "./plant"))
                .toAbsolutePath()
                .normalize();
        var root = Objects.requireNonNull(script.getParent());
        if (from != null) {
            return write(Report.parse(Files.readString(from)), root);
        }
        return write(measure(script, root), root);
    }

    private Report measure(Path script, Path root) throws IOException, InterruptedException, SQLException {
        var facts = facts(root);
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
            Files.writeString(out, report.json() + "\n");
        }
        if (markdown != null) {
            var causes = root.resolve(CAUSES);
            Files.writeString(
                    markdown, report.markdown(Causes.parse(Files.exists(causes) ? Files.readString(causes) : "")));
        }
        return 0;
    }

    private static Map<String, String> facts(Path root) throws IOException, InterruptedException {
        var facts = new LinkedHashMap<String, String>();
        facts.put("load average before", ProcessFacts.load());
        facts.put("commit", commit(root));
        facts.put("date", Instant.now().truncatedTo(ChronoUnit.MINUTES).toString());
        facts.put("cores", Integer.toString(Runtime.getRuntime().availableProcessors()));
        facts.put("memory", memory());
        facts.put(
                "kernel",
                Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip());
        facts.put("Java", Runtime.version().toString());
        return facts;
    }

    private static String commit(Path root) throws IOException, InterruptedException {
        var id = output(root, "git", "rev-parse", "--short=12", "HEAD");
        var changed = output(root, "git", "status", "--porcelain", "--untracked-files=no");
        return id.isEmpty() ? "unknown" : id + (changed.isEmpty() ? "" : " with changes");
    }

    private static String output(Path folder, String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(false)
                .start();
        var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0 ? text : "";
    }

    private static String memory() throws IOException {
        for (var line : Files.readAllLines(Path.of("/proc/meminfo"))) {
            if (line.startsWith("MemTotal:")) {
                return "%d MiB".formatted(Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024);
            }
        }
        return "unknown";
    }
}
