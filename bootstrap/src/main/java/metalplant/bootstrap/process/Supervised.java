package metalplant.bootstrap.process;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;
import org.jspecify.annotations.Nullable;

/**
 * A child process that is kept running until it is closed.
 *
 * <p>It gets a session of its own: Ctrl-C in the terminal reaches the plant alone, which then stops its children in the
 * right order. When a child dies by itself it is started again, after one second at first and twice as long each time up
 * to half a minute; a child that ran for a minute begins again with one second.
 */
public final class Supervised implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Supervised.class.getName());
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
    private static final Duration STEADY = Duration.ofMinutes(1);
    private static final long LOG_BYTES_MAX = 16L << 20;

    private final Program program;
    private final World world;
    private Duration pause = FIRST_PAUSE;
    private long startedNanos;
    private boolean closed;
    private boolean asked;
    private @Nullable Process process;
    private World.@Nullable Cancel restart;

    private Supervised(Program program, World world) {
        this.program = program;
        this.world = world;
    }

    /**
     * What to run.
     *
     * @param name for the log
     * @param command the program and its arguments
     * @param folder where it runs
     * @param log where its output goes; a log beyond 16 MiB is put aside once when the child starts
     * @param pid where its pid is noted
     * @param ending how it is asked to stop
     * @param beforeRestart what must be cleared away before a new one can start
     */
    public record Program(
            String name,
            List<String> command,
            Path folder,
            Path log,
            PidFile pid,
            Ending ending,
            Runnable beforeRestart) {

        /** A program that stops on SIGTERM and leaves nothing behind. */
        public static Program simple(String name, List<String> command, Path folder, Path log, PidFile pid) {
            return new Program(name, command, folder, log, pid, Ending.TERM, () -> {});
        }
    }

    /** How a program is ended. */
    @FunctionalInterface
    public interface Ending {
        /** SIGTERM, ten seconds, SIGKILL. */
        Ending TERM = (process, world) -> Stopping.stop(process, Duration.ofSeconds(10), world);

        void end(ProcessHandle process, World world);
    }

    /** Starts it, after ending one that an earlier plant left behind. */
    public static Supervised start(Program program, World world) {
        program.pid().running().ifPresent(left -> {
            LOG.log(
                    WARNING,
                    "stopping what an earlier run left behind program={0} pid={1}",
                    program.name(),
                    text(left));
            program.ending().end(left, world);
        });
        var supervised = new Supervised(program, world);
        supervised.launch();
        return supervised;
    }

    /** Its pid, while it runs. */
    public synchronized Optional<Long> pid() {
        return Optional.ofNullable(process).filter(Process::isAlive).map(Process::pid);
    }

    /** Whether it ended and has not been started again yet. */
    public synchronized boolean isDown() {
        return process == null || !process.isAlive();
    }

    /** Ends it, so that it is started again. */
    public void restart(String why) {
        Process running;
        synchronized (this) {
            running = process;
            asked = running != null && running.isAlive();
        }
        if (running != null && running.isAlive()) {
            LOG.log(WARNING, "child is started again program={0} because={1}", program.name(), why);
            program.ending().end(running.toHandle(), world);
        }
    }

    /** Stops watching and lets the child run, as if this plant had been killed. */
    public synchronized void forget() {
        closed = true;
    }

    @Override
    public void close() {
        Process running;
        synchronized (this) {
            closed = true;
            if (restart != null) {
                restart.cancel();
            }
            running = process;
        }
        if (running != null && running.isAlive()) {
            program.ending().end(running.toHandle(), world);
        }
    }

    private synchronized void launch() {
        if (closed) {
            return;
        }
        program.beforeRestart().run();
        var child = spawn();
        process = child;
        startedNanos = world.nanos();
        program.pid().write(child.pid());
        child.onExit().thenAccept(this::ended);
    }

    private Process spawn() {
        var command = new ArrayList<String>();
        command.add("setsid");
        command.addAll(program.command());
        try {
            putAside(program.log());
            return new ProcessBuilder(command)
                    .directory(program.folder().toFile())
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(program.log().toFile()))
                    .start();
        } catch (IOException e) {
            throw Problem.of(
                            ProblemCode.FEATURE_DISABLED,
                            "cannot start %s (%s): %s"
                                    .formatted(program.name(), program.command().getFirst(), e.getMessage()))
                    .because(e);
        }
    }

    private static void putAside(Path log) throws IOException {
        if (Files.exists(log) && Files.size(log) > LOG_BYTES_MAX) {
            Files.move(
                    log,
                    log.resolveSibling(log.getFileName() + ".old"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private synchronized void ended(Process child) {
        if (closed) {
            return;
        }
        if (asked || world.nanos() - startedNanos > STEADY.toNanos()) {
            pause = FIRST_PAUSE;
        }
        LOG.log(
                asked ? INFO : ERROR,
                "child ended {4} program={0} exit={1} restart-in={2} log={3}",
                program.name(),
                String.valueOf(child.exitValue()),
                pause,
                program.log(),
                asked ? "for a new one" : "by itself");
        asked = false;
        restart = world.after(
                pause,
                () -> Thread.ofVirtual().name("restart-" + program.name()).start(this::again));
        pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
    }

    private synchronized void again() {
        try {
            launch();
            pid().ifPresent(pid ->
                    LOG.log(INFO, "child started again program={0} pid={1}", program.name(), String.valueOf(pid)));
        } catch (RuntimeException e) {
            LOG.log(ERROR, "child cannot be started again program=" + program.name(), e);
            restart = world.after(
                    LONGEST_PAUSE,
                    () -> Thread.ofVirtual().name("restart-" + program.name()).start(this::again));
        }
    }

    private static String text(ProcessHandle process) {
        return String.valueOf(process.pid());
    }
}
