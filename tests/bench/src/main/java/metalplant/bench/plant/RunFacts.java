package metalplant.bench.plant;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What a run was made of and on. */
public final class RunFacts {
    private RunFacts() {}

    /** Now, in the order of printing. @param root of the tree */
    public static Map<String, String> of(Path root) throws IOException, InterruptedException {
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
