package metalplant.testkit.systemd;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import metalplant.testkit.bus.Eventually;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * A machine with its own systemd, made of a Debian tree. The tree is never written: what the machine writes lies in a folder of its own,
 * and stays there over {@link #cut} and {@link #boot}. It has loopback and no other network.
 *
 * <p>Nothing outlives it, also if this JVM is killed: see {@code container.sh} beside this class.
 */
public final class SystemdContainer implements AutoCloseable {
    private static final Duration COMMAND_AT_MOST = Duration.ofMinutes(2);
    private static final String CONTAINERS_IN_MEMORY = "--tmpfs=/var/lib/containers";
    /** With which the script says that the file system did not crash. */
    private static final int NOTHING_LOST = 3;

    private static final String DISK_SIZE = "8G";
    private static final String PATH = "PATH=/usr/sbin:/usr/bin:/sbin:/bin";

    private final Path tree;
    private final Path folder;
    private final List<String> options = new ArrayList<>();
    private @Nullable Process script;
    private long leader;

    private SystemdContainer(Path tree, Path folder) {
        this.tree = tree;
        this.folder = folder;
    }

    /** A machine that is not booted yet. */
    public static SystemdContainer of(Path tree) {
        try {
            var container = new SystemdContainer(tree, Files.createTempDirectory("plant-systemd-"));
            Files.createDirectories(container.folder.resolve("upper"));
            container.prepare();
            return container;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What differs between a container and a machine of metal. */
    private void prepare() {
        option(CONTAINERS_IN_MEMORY);
        write("/etc/fstab", "");
        write("/etc/machine-id", "");
        // Without CAP_SYS_RESOURCE of the host no limit can rise, and not every host counts processes.
        write("/etc/containers/containers.conf.d/test.conf", """
                [containers]
                default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
                pids_limit = 0
                """);
    }

    /** One more option for systemd-nspawn; before {@link #boot}. */
    public SystemdContainer option(String option) {
        options.add(option);
        return this;
    }

    /** Shows a file or folder of this machine in there, read-only; before {@link #boot}. */
    public SystemdContainer bind(Path from, String at) {
        return option("--bind-ro=%s:%s".formatted(from.toAbsolutePath(), at));
    }

    /**
     * Gives it a disk of its own, and from now on a {@link #cut} loses what was written and not synced: the file system crashes with the
     * machine, and the next start replays its journal. Without this only processes die. Before {@link #keepContainers}.
     */
    public SystemdContainer losingWhatIsNotSynced() {
        var disk = folder.resolve("disk.img").toString();
        Programs.run(COMMAND_AT_MOST, List.of("truncate", "-s", DISK_SIZE, disk))
                .good();
        Programs.run(COMMAND_AT_MOST, List.of("mkfs.ext4", "-q", "-E", "lazy_itable_init=1,lazy_journal_init=1", disk))
                .good();
        return this;
    }

    /** What podman knows of its containers outlives a cut, as on a disk; before {@link #boot}. */
    public SystemdContainer keepContainers() {
        try {
            // That on a disk is made by the script, which mounts it.
            var kept = Files.exists(folder.resolve("disk.img"))
                    ? folder.resolve("disk/containers")
                    : Files.createDirectories(folder.resolve("containers"));
            options.remove(CONTAINERS_IN_MEMORY);
            Files.createDirectories(at("/var/lib/containers"));
            return option("--bind=%s:/var/lib/containers".formatted(kept));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a file with mode 0644, also while the machine runs. Folders above it are made. */
    public SystemdContainer write(String path, String text) {
        return write(path, text, "rw-r--r--");
    }

    public SystemdContainer write(String path, String text, String mode) {
        try {
            var file = at(path);
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Copies the contents of a folder of this machine into a folder of the container, with modes. */
    public SystemdContainer copy(Path from, String into) {
        try {
            Files.createDirectories(at(into));
            Programs.run(
                            COMMAND_AT_MOST,
                            List.of("cp", "-R", "--preserve=mode,links", from + "/.", at(into).toString()))
                    .good();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Switches it on, and returns when its systemd has nothing more to start. */
    public SystemdContainer boot() {
        switchOn();
        try {
            Eventually.until("its systemd is done with booting", () -> {
                var state = run("systemctl", "is-system-running").text().strip();
                return state.equals("running") || state.equals("degraded") || ended();
            });
            return this;
        } catch (AssertionFailedError e) {
            throw new AssertionFailedError("%s%n%s".formatted(e.getMessage(), consoleText()), e);
        }
    }

    /** Switches it on, and returns as soon as its system bus is there. */
    public SystemdContainer switchOn() {
        if (script != null) {
            throw new IllegalStateException("it runs already");
        }
        try {
            var command = new ArrayList<>(List.of("bash", scriptFile().toString(), tree.toString(), folder.toString()));
            command.addAll(options);
            var process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(console().toFile()))
                    .start();
            script = process;
            Eventually.until(
                    "its first process is there", () -> findLeader(process).isPresent());
            leader = findLeader(process).orElseThrow();
            Eventually.until(
                    "its system bus is there", () -> Files.exists(at("/run/dbus/system_bus_socket")) || ended());
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (AssertionFailedError e) {
            throw new AssertionFailedError("%s%n%s".formatted(e.getMessage(), consoleText()), e);
        }
    }

    private boolean ended() {
        var process = script;
        if (process == null || !process.isAlive()) {
            throw new AssertionFailedError("the container ended while booting");
        }
        return false;
    }

    /** The process that is the first one in a namespace inside of that of {@code container.sh}: systemd. */
    private static Optional<Long> findLeader(Process process) {
        if (!process.isAlive()) {
            throw new AssertionFailedError("the container does not start");
        }
        return process.descendants()
                .map(ProcessHandle::pid)
                .filter(SystemdContainer::isLeader)
                .findFirst();
    }

    private static boolean isLeader(long pid) {
        try (var lines = Files.lines(Path.of("/proc/%d/status".formatted(pid)))) {
            var ids = lines.filter(line -> line.startsWith("NSpid:"))
                    .findFirst()
                    .map(line -> line.substring("NSpid:".length()).strip().split("\\s+"))
                    .orElse(new String[0]);
            // Its number here, in the namespace of the script, and in its own.
            return ids.length >= 3
                    && ids[ids.length - 1].equals("1")
                    && Files.exists(Path.of("/proc/%d/root/run/systemd/system".formatted(pid)));
        } catch (IOException | UncheckedIOException e) {
            // It ended meanwhile.
            return false;
        }
    }

    /** Cuts its power: every process in it is killed at once. What it wrote stays, unless {@link #losingWhatIsNotSynced}. */
    public void cut() {
        var process = script;
        if (process == null) {
            return;
        }
        script = null;
        try (var in = process.outputWriter()) {
            in.write("stop\n");
        } catch (IOException e) {
            // It had ended by itself.
        }
        try {
            if (!process.waitFor(Eventually.BOUND.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionFailedError("the container does not end:\n" + consoleText());
            }
            if (process.exitValue() == NOTHING_LOST) {
                throw new AssertionFailedError("a cut has lost nothing:\n" + consoleText());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionFailedError("interrupted while the container ends", e);
        }
    }

    /** Stops every unit in order, as a person who presses the button does, and returns when the machine is off. */
    public void powerOff() {
        run("systemctl", "--no-block", "poweroff").good();
        var process = script;
        if (process != null) {
            Eventually.until("the machine is off", () -> !process.isAlive());
        }
        cut();
    }

    /** Runs a program in it, to its end. */
    public Programs.Output run(String... command) {
        var line = new ArrayList<>(List.of(enter()));
        line.addAll(Arrays.asList(command));
        return Programs.run(COMMAND_AT_MOST, line);
    }

    /** What to write before a program's name so that it runs in there. */
    public String[] enter() {
        return new String[] {
            "nsenter", "--all", "--target", Long.toString(leader), "env", "--ignore-environment", "LANG=C.UTF-8", PATH
        };
    }

    /** Where its system bus is reached from here, as D-Bus writes addresses. */
    public String bus() {
        return "unix:path=" + at("/run/dbus/system_bus_socket");
    }

    /** Where a file of it lies for this machine: while it runs as it sees it itself, else as it was left. */
    public Path at(String path) {
        var root = script == null ? folder.resolve("upper") : Path.of("/proc/%d/root".formatted(leader));
        return root.resolve(path.substring(1));
    }

    /** The process number of its systemd, as this machine counts. */
    public long leader() {
        return leader;
    }

    private Path console() {
        return folder.resolve("console.log");
    }

    /** The last things it said on its console, for the message of a failure. */
    public String consoleText() {
        try {
            var text = new String(Files.readAllBytes(console()), StandardCharsets.UTF_8);
            return text.substring(Math.max(0, text.length() - 4000));
        } catch (IOException e) {
            return "(it has no console: %s)".formatted(e.getMessage());
        }
    }

    private Path scriptFile() throws IOException {
        var file = folder.resolve("container.sh");
        writeScript(file);
        return file;
    }

    static void writeScript(Path file) throws IOException {
        try (var in = SystemdContainer.class.getResourceAsStream("container.sh")) {
            if (in == null) {
                throw new IOException("container.sh is missing beside " + SystemdContainer.class);
            }
            Files.write(file, in.readAllBytes());
        }
    }

    @Override
    public void close() {
        cut();
        Programs.run(COMMAND_AT_MOST, List.of("rm", "-rf", folder.toString())).good();
    }
}
