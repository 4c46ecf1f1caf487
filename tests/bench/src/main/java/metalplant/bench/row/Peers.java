package metalplant.bench.row;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import metalplant.bench.plant.PlantStatus;

/** go-ipam as a child process that does what it is told line by line, on the same PostgreSQL in a database of its own. */
public final class Peers implements AutoCloseable {
    public static final String DATABASE = "bench_peers";
    private static final long BUILD_SECONDS = 300;

    private final Process process;
    private final Writer orders;
    private final BufferedReader answers;

    /** Builds the program and starts it. The database exists. */
    public Peers(Path source, PlantStatus plant, Path scratch) throws IOException, InterruptedException {
        var program = scratch.resolve("peers");
        var go = System.getenv().getOrDefault("GO", "go");
        var build = new ProcessBuilder(go, "build", "-o", program.toString(), ".")
                .directory(source.toFile())
                .redirectErrorStream(true)
                .redirectOutput(scratch.resolve("peers-build.log").toFile())
                .start();
        if (!build.waitFor(BUILD_SECONDS, TimeUnit.SECONDS) || build.exitValue() != 0) {
            throw new IOException("the peer could not be built: see " + scratch.resolve("peers-build.log"));
        }
        var database = URI.create(plant.jdbc().substring("jdbc:".length()));
        var builder = new ProcessBuilder(
                        program.toString(),
                        database.getHost(),
                        Integer.toString(database.getPort()),
                        plant.databaseUser(),
                        DATABASE)
                .redirectError(scratch.resolve("peers.log").toFile());
        builder.environment().put("PGPASSWORD", plant.databasePassword());
        this.process = builder.start();
        this.orders = process.outputWriter(StandardCharsets.UTF_8);
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }

    /** Operations per second with so many taken before. */
    double run(String kind, int taken, int clients, double seconds) throws IOException {
        orders.write(String.format(Locale.ROOT, "%s %d %d %.3f\n", kind, taken, clients, seconds));
        orders.flush();
        var answer = answers.readLine();
        if (answer == null || !answer.startsWith("ok ")) {
            throw new IOException("the peer said: " + answer);
        }
        return Double.parseDouble(List.of(answer.split(" ", -1)).get(1));
    }

    @Override
    public void close() {
        process.destroy();
    }
}
