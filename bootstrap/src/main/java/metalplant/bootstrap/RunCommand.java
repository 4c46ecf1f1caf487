package metalplant.bootstrap;

import java.io.PrintStream;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import metalplant.bootstrap.PlantCommand.DataOption;
import metalplant.bootstrap.backup.PlantKeys;
import metalplant.bootstrap.backup.RecoveryCommand;
import metalplant.bootstrap.process.Supervised;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.server.restore.LifeFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./plant run}. */
@Command(
        name = "run",
        description = {
            "Starts a plant: certificates, database, NSQ, API, seed data, simulated rack.",
            "",
            "In the foreground it shows each step, then how to use the plant, and runs until Ctrl-C. What was chosen at the"
                    + " first start (ports, partition, rack, database) is kept in the folder and holds for later starts. What is seldom chosen"
                    + " (URL check, BMC user, limits) stands in DIR/plant.properties: see docs/configuration.md.",
            ""
        })
final class RunCommand implements Callable<Integer> {
    private final ServerStarter starter;
    private final World world;

    @Mixin
    DataOption data = new DataOption();

    @Option(names = "--detach", description = "Run in the background; return once all machines wait, or say why not.")
    boolean detach;

    @Option(
            names = "--port-base",
            paramLabel = "N",
            description = "Use the twelve ports from N on. Default: free ones, chosen at the first start.")
    @Nullable
    Integer portBase;

    @Option(
            names = "--rack",
            paramLabel = "N",
            description = "Simulated servers, 0 to 10000, in racks of 32. Default: 16.")
    @Nullable
    Integer rack;

    @Option(
            names = "--partition",
            paramLabel = "ID",
            description = "The partition's id; it can never be changed. Default: plant.")
    @Nullable
    String partition;

    @Option(
            names = "--listen",
            paramLabel = "ADDR",
            description = "Where REST, gRPC and the image store listen; 0.0.0.0 for everywhere. Default: 127.0.0.1.")
    @Nullable
    String listen;

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            description =
                    "A PostgreSQL or CockroachDB instead of the embedded one: postgresql://user:password@host:port/name")
    @Nullable
    String databaseUrl;

    @Option(
            names = "--netns",
            paramLabel = "NAME",
            description =
                    "Run in a network namespace of its own, with everything that belongs to the plant; as root. It is made"
                            + " if it is missing, with loopback up and nothing else: what leads out of it is yours. status, stop, plantctl and later"
                            + " runs find it by themselves (DIR/netns). There plants talk through WireGuard.")
    @Nullable
    String netns;

    @Option(
            names = "--restored",
            description =
                    "Something of this plant (database, disk) was put back to an older state: begin a new life, in which no"
                            + " machine is touched before it is confirmed (./plantctl reconcile). An older database alone is noticed without"
                            + " this.")
    boolean restored;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "How long --detach waits for the machines. Default: 180, and one more per 20 machines.")
    @Nullable
    Integer timeoutSeconds;

    /** The background process itself. */
    @Option(names = "--detached", hidden = true)
    boolean detached;

    /** For the training run of the AOT cache. */
    @Option(names = "--exit-when-ready", hidden = true)
    boolean exitWhenReady;

    RunCommand(ServerStarter starter, World world) {
        this.starter = starter;
        this.world = world;
    }

    @Override
    public Integer call() throws InterruptedException {
        if (restored) {
            new LifeFile(Folders.create(data.data).life()).order();
        }
        if (!detached && !exitWhenReady) {
            showRecoveryWords();
        }
        return detach ? new Detached(data.folders(), world).start() : runHere(System.out);
    }

    /** Here and not in the background process, whose output goes into a log. Shown first: a key that nobody saw is worth nothing. */
    private void showRecoveryWords() {
        var folders = Folders.create(data.data);
        if (PlantLock.holder(folders.lock()).isPresent() || Files.exists(folders.restoring())) {
            return;
        }
        new PlantKeys(folders, new SecureRandom()).missing().ifPresent(fresh -> {
            System.out.println(RecoveryCommand.panel(fresh.words()) + System.lineSeparator());
            System.out.flush();
            fresh.keep();
        });
    }

    private int runHere(PrintStream out) throws InterruptedException {
        var folders = Folders.create(data.data);
        Namespace.keep(folders, Optional.ofNullable(netns));
        LogSetup.toFolder(folders.logs());
        var progress = new Progress(out, world);
        var plant = new Plant(folders, progress, world);
        var ended = new CountDownLatch(1);
        var hook = new Thread(() -> stop(plant, folders, progress, ended), "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            var started = plant.start(options(), starter);
            awaitRack(started, plant, progress);
            var status = ready(started, plant);
            progress.print(Panel.of(status));
            // After the panel: who waits for this document shows what was printed before it.
            status.write(folders.status());
        } catch (RuntimeException e) {
            noteFailure(folders, e);
            throw e;
        }
        if (exitWhenReady) {
            return 0;
        }
        if (!detached) {
            progress.print("Ctrl-C ends it.");
        }
        ended.await();
        return 0;
    }

    private void awaitRack(Plant.Started started, Plant plant, Progress progress) {
        try {
            plant.awaitRack(started, patience(started.settings().rack()));
        } catch (Problem e) {
            if (detached) {
                throw e;
            }
            progress.say("rack: " + e.getMessage());
        }
    }

    private static StatusDocument ready(Plant.Started started, Plant plant) {
        var count = RackCount.ask(started.api(), started.settings().partition());
        return started.status()
                .withRack(started.rack().flatMap(Supervised::pid), count)
                .withUnconfirmed(Unconfirmed.ask(started.api()))
                .with(plant.hasSettled(started) ? StatusDocument.State.READY : StatusDocument.State.STARTING);
    }

    private static void stop(Plant plant, Folders folders, Progress progress, CountDownLatch ended) {
        progress.say("stopping");
        if (plant.holdsLock()) {
            StatusDocument.read(folders.status())
                    .filter(status -> status.state() == StatusDocument.State.FAILED)
                    .orElseGet(() -> StatusDocument.bare(folders.data(), StatusDocument.State.STOPPED))
                    .write(folders.status());
        }
        plant.close();
        progress.say("stopped");
        ended.countDown();
    }

    /** Not when another plant holds the folder: then the document there is its own. */
    private static void noteFailure(Folders folders, RuntimeException thrown) {
        var self = ProcessHandle.current().pid();
        if (PlantLock.holder(folders.lock()).filter(pid -> pid != self).isEmpty()) {
            StatusDocument.bare(folders.data(), StatusDocument.State.FAILED)
                    .failed(String.valueOf(thrown.getMessage()))
                    .write(folders.status());
        }
    }

    private Duration patience(int machines) {
        return Duration.ofSeconds(timeoutSeconds != null ? timeoutSeconds : 180 + machines / 20);
    }

    private RunOptions options() {
        return new RunOptions(
                data.data,
                Optional.ofNullable(portBase),
                Optional.ofNullable(rack),
                Optional.ofNullable(partition),
                Optional.ofNullable(listen),
                Optional.ofNullable(databaseUrl));
    }
}
