package metalplant.agent;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import metalplant.agent.host.DurableFile;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import org.jspecify.annotations.Nullable;

/**
 * What the agent knows over a restart: which VRFs are in quarantine, and the way back while a change is not confirmed. Whoever has it open is
 * the only agent of the switch.
 *
 * <p>The way back is a folder {@code undo.N} with a file for each action; the file {@code undo} names it, with the boot of the machine and the
 * seconds since then until which the agent means to be busy. Without that file nothing is to be undone. All of it is on disk before a step
 * begins, so that a cut of power finds either the way back or a change that was confirmed.
 */
final class StateFolder implements AutoCloseable {
    private static final String UNDO = "undo";
    private static final String AGENT = "agent";
    private static final String QUARANTINE = "quarantine";
    private static final String SWITCH = "switch.json";
    private static final String FABRIC = "fabric.json";

    private final Path folder;
    private final FileChannel channel;

    /** @throws Problem RULE_VIOLATED if another agent has it */
    StateFolder(Path folder) {
        this.folder = folder;
        try {
            Files.createDirectories(folder);
            channel = FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (lock() == null) {
                channel.close();
                throw Problem.refused("another agent runs on this switch (lock %s): two would undo each other's work"
                        .formatted(folder.resolve("lock")));
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private @Nullable FileLock lock() throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private Problem failed(IOException e) {
        return Problem.of(ProblemCode.TOO_BUSY, "%s: %s".formatted(folder, e.getMessage()))
                .because(e);
    }

    /** The number by which this switch's agent is known to the plant: the same after a restart. */
    String agent(Supplier<UUID> fresh) {
        return read(AGENT).filter(each -> each.matches("[0-9a-f-]{36}")).orElseGet(() -> {
            var drawn = fresh.get().toString();
            write(AGENT, drawn);
            return drawn;
        });
    }

    /**
     * A step begins, and this is what leads back from it. Whoever finds it after that time, or after a start of the machine, goes it.
     *
     * @param most how long the step may take
     */
    void begin(WayBack back, Duration most) {
        int next = undo().map(each -> number(each) + 1).orElse(1);
        var name = UNDO + "." + next;
        var files = folder.resolve(name);
        try {
            delete(files);
            Files.createDirectories(files);
            for (var each : (Iterable<WayBack.NamedText>) back.files()::iterator) {
                DurableFile.write(files.resolve(each.name()), each.text());
            }
            DurableFile.sync(files);
            point(name, most);
            if (next > 1) {
                delete(folder.resolve(UNDO + "." + (next - 1)));
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The step is still being carried out. */
    void alive(Duration most) {
        undo().ifPresent(name -> point(name, most));
    }

    private void point(String name, Duration most) {
        write(UNDO, "%s %s %d\n".formatted(name, Uptime.boot(), Uptime.seconds() + most.toSeconds()));
    }

    private Optional<String> undo() {
        return read(UNDO).map(each -> each.split(" ", -1)[0]).filter(each -> each.matches("undo\\.[1-9][0-9]{0,8}"));
    }

    private static int number(String name) {
        return Integer.parseInt(name.substring(UNDO.length() + 1));
    }

    /** It was found good, or undone: from here on what the switch is now is what stays. */
    void confirm() {
        try {
            var name = undo();
            Files.deleteIfExists(folder.resolve(UNDO));
            DurableFile.sync(folder);
            if (name.isPresent()) {
                delete(folder.resolve(name.get()));
            }
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The way back from a change that was never confirmed. */
    Optional<WayBack> unconfirmed() {
        return undo().map(name -> {
            try (var files = Files.list(folder.resolve(name))) {
                return WayBack.read(files.sorted().map(StateFolder::named).toList());
            } catch (IOException e) {
                throw failed(e);
            }
        });
    }

    private static WayBack.NamedText named(Path file) {
        try {
            return new WayBack.NamedText(String.valueOf(file.getFileName()), Files.readString(file));
        } catch (IOException e) {
            throw Problem.of(ProblemCode.TOO_BUSY, "%s: %s".formatted(file, e.getMessage()))
                    .because(e);
        }
    }

    private static void delete(Path files) throws IOException {
        if (!Files.isDirectory(files)) {
            return;
        }
        try (var each = Files.list(files)) {
            for (var file : each.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(files);
    }

    /** What the plant had said when the switch was last changed. */
    record Said(String switches, Optional<String> fabric) {}

    void remember(Said said) {
        write(SWITCH, said.switches());
        write(FABRIC, said.fabric().orElse(""));
    }

    Optional<Said> remembered() {
        return read(SWITCH).map(each -> new Said(each, read(FABRIC).filter(text -> !text.isEmpty())));
    }

    /** VRFs that take nothing from others until the plant's model changes. */
    Set<String> quarantined(String version) {
        var lines = read(QUARANTINE).orElse("").lines().toList();
        return lines.isEmpty() || !lines.getFirst().equals(version)
                ? new TreeSet<>()
                : new TreeSet<>(lines.subList(1, lines.size()));
    }

    void quarantine(String version, Set<String> vrfs) {
        write(QUARANTINE, version + "\n" + String.join("\n", new TreeSet<>(vrfs)) + "\n");
    }

    private Optional<String> read(String name) {
        var file = folder.resolve(name);
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
        } catch (IOException e) {
            throw failed(e);
        }
    }

    private void write(String name, String text) {
        try {
            DurableFile.replace(folder.resolve(name), text);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
