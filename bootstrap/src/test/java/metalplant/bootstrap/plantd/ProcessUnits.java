package metalplant.bootstrap.plantd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import metalplant.bootstrap.Build;
import metalplant.bootstrap.Folders;
import metalplant.bootstrap.PlantCommand;
import metalplant.bootstrap.database.ClusterTwin;
import metalplant.bootstrap.database.EmbeddedPostgres;
import metalplant.bootstrap.database.PlainUser;
import metalplant.bootstrap.database.PostgresBinaries;
import metalplant.bootstrap.nsq.NsqBinaries;
import metalplant.model.Problem;
import metalplant.model.World;

/**
 * The units of an appliance as processes of a development machine: the real PostgreSQL, nsqd and API, told only what plantd wrote for them.
 * Like units of systemd they outlive whoever started them; they are known by the pid that each writes before it becomes its program.
 */
final class ProcessUnits implements BoxUnits {
    private static final List<String> NAMES =
            List.of("postgres.service", "nsqlookupd.service", "nsqd.service", "metal-api.service");

    private final Host host;
    private final Path folder;
    private final World world;
    final List<String> restarted = new ArrayList<>();

    ProcessUnits(Host host, Path folder, World world) {
        this.host = host;
        this.folder = folder;
        this.world = world;
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<State> find(String unit) {
        if (!NAMES.contains(unit)) {
            return Optional.empty();
        }
        boolean active = process(unit).isPresent() && (!unit.startsWith("postgres") || hasDatabase());
        return Optional.of(new State(
                unit,
                unit,
                active ? "active" : "inactive",
                active ? "running" : "dead",
                Optional.of(Instant.EPOCH),
                Optional.empty()));
    }

    @Override
    public List<State> list() {
        return NAMES.stream().map(this::find).flatMap(Optional::stream).toList();
    }

    @Override
    public void start(String unit) {
        try {
            if (process(unit).isEmpty()) {
                launch(unit);
            }
            if (unit.startsWith("postgres")) {
                await(this::hasDatabase, unit);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void launch(String unit) throws IOException {
        var given = environment(unit);
        Files.deleteIfExists(pid(unit));
        var command = new ArrayList<>(List.of(
                "setsid", "sh", "-c", "echo $$ > \"$0\"; exec \"$@\"", pid(unit).toString()));
        command.addAll(
                switch (unit) {
                    case "postgres.service" -> postgres(given);
                    case "nsqlookupd.service" -> lookup(given);
                    case "nsqd.service" -> nsqd(given);
                    default ->
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx192m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                PlantCommand.class.getName(),
                                "metal-api");
                });
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(unit).toFile()));
        builder.environment().putAll(given);
        builder.start();
        await(() -> process(unit).isPresent(), unit);
    }

    private Map<String, String> environment(String unit) throws IOException {
        return Files.readAllLines(host.environment(unit.replace(".service", ""))).stream()
                .filter(line -> !line.startsWith("#"))
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1], (a, _) -> a, TreeMap::new));
    }

    private List<String> postgres(Map<String, String> given) throws IOException {
        var binaries = PostgresBinaries.in(Folders.cache(), Build.postgresVersion());
        var user = PlainUser.find();
        var data = host.var().resolve("postgres/17");
        // A server that was killed hard leaves this; the kernel would say the same of a reused pid.
        Files.deleteIfExists(data.resolve("postmaster.pid"));
        ClusterTwin.prepare(
                new EmbeddedPostgres.Layout(
                        data,
                        log("postgres.service"),
                        pid("postgres.service"),
                        Integer.parseInt(given.get("PLANT_DATABASE_PORT")),
                        Objects.requireNonNull(given.get("PLANT_DATABASE_PASSWORD"))),
                binaries,
                user);
        return user.command(List.of(ClusterTwin.server(binaries).toString(), "-D", data.toString()));
    }

    private static List<String> lookup(Map<String, String> given) {
        return List.of(
                binaries().nsqlookupd().toString(),
                "--tcp-address=127.0.0.1:" + given.get("PLANT_NSQLOOKUPD_TCP_PORT"),
                "--http-address=127.0.0.1:" + given.get("PLANT_NSQLOOKUPD_HTTP_PORT"),
                "--log-level=warn");
    }

    private List<String> nsqd(Map<String, String> given) {
        return List.of(
                binaries().nsqd().toString(),
                "--tcp-address=127.0.0.1:" + given.get("PLANT_NSQD_TCP_PORT"),
                "--http-address=127.0.0.1:" + given.get("PLANT_NSQD_HTTP_PORT"),
                "--https-address=",
                "--lookupd-tcp-address=127.0.0.1:" + given.get("PLANT_NSQLOOKUPD_TCP_PORT"),
                "--broadcast-address=127.0.0.1",
                "--data-path=" + host.var().resolve("nsq"),
                "--tls-required=tcp-https",
                "--tls-client-auth-policy=require-verify",
                "--tls-root-ca-file=" + host.given("nsq").resolve("ca.crt"),
                "--tls-cert=" + host.given("nsq").resolve("nsqd.crt"),
                "--tls-key=" + host.given("nsq").resolve("nsqd.key"),
                "--log-level=warn");
    }

    private static NsqBinaries binaries() {
        return NsqBinaries.in(Folders.cache()).orElseThrow(() -> new IllegalStateException("nsqd is not built"));
    }

    /** As the container makes it: the unit counts as started only when its database is there. */
    private boolean hasDatabase() {
        try {
            var given = environment("postgres.service");
            var at = "jdbc:postgresql://127.0.0.1:%s/".formatted(given.get("PLANT_DATABASE_PORT"));
            try (var connection = DriverManager.getConnection(
                            at + "postgres", "plant", given.get("PLANT_DATABASE_PASSWORD"));
                    var statement = connection.createStatement();
                    var found = statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = 'metalplant'")) {
                if (!found.next()) {
                    statement.execute("CREATE DATABASE metalplant");
                }
                return true;
            }
        } catch (IOException | SQLException _) {
            return false;
        }
    }

    private void await(java.util.function.BooleanSupplier condition, String unit) {
        long deadline = world.nanos() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            if (world.nanos() > deadline) {
                throw Problem.refused("%s does not start: %s".formatted(unit, log(unit)));
            }
            try {
                world.pause(Duration.ofMillis(20));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Problem.refused("interrupted");
            }
        }
    }

    @Override
    public void stop(String unit) {
        process(unit).ifPresent(process -> end(process, false));
    }

    private static void end(ProcessHandle process, boolean hard) {
        if (hard) {
            process.destroyForcibly();
        } else {
            process.destroy();
        }
        process.onExit().orTimeout(30, java.util.concurrent.TimeUnit.SECONDS).join();
    }

    @Override
    public void restart(String unit) {
        restarted.add(unit);
        stop(unit);
        start(unit);
    }

    @Override
    public Page log(Optional<String> unit, Optional<String> cursor, int max, Duration patience) {
        try {
            var lines = unit.isPresent() && Files.exists(log(unit.get()))
                    ? Files.readAllLines(log(unit.get()))
                    : List.<String>of();
            int from = cursor.map(Integer::parseInt).orElse(Math.max(0, lines.size() - max));
            int until = Math.min(lines.size(), from + max);
            return new Page(
                    lines.subList(from, until).stream()
                            .map(text -> new Line(Instant.EPOCH, unit.orElse(""), 6, text))
                            .toList(),
                    String.valueOf(until));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a power cut does to them all. */
    void killAll() {
        NAMES.forEach(unit -> process(unit).ifPresent(process -> {
            // Children of PostgreSQL notice the death of their parent by themselves.
            end(process, true);
        }));
    }

    Path log(String unit) {
        return folder.resolve(unit + ".log");
    }

    private Path pid(String unit) {
        return folder.resolve(unit + ".pid");
    }

    private Optional<ProcessHandle> process(String unit) {
        try {
            var file = pid(unit);
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            var text = Files.readString(file).strip();
            return text.matches("[0-9]+")
                    ? ProcessHandle.of(Long.parseLong(text)).filter(ProcessHandle::isAlive)
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
