package metalplant.agent;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import org.jspecify.annotations.Nullable;

/**
 * What the agent knows over a restart: which VRFs are in quarantine, and the configuration to go back to while a change is not confirmed.
 * Whoever has it open is the only agent of the switch.
 */
final class StateFolder implements AutoCloseable {
    private static final String BEFORE = "before.frr.conf";
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

    /** A change begins; this is what FRR has. */
    void begin(String frr) {
        write(BEFORE, frr);
    }

    /** It was found good, or undone. */
    void confirm() {
        try {
            Files.deleteIfExists(folder.resolve(BEFORE));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** What FRR had before a change that was never confirmed. */
    Optional<String> unconfirmed() {
        return read(BEFORE);
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
            var next = folder.resolve(name + ".tmp");
            Files.writeString(next, text);
            Files.move(next, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw failed(e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
