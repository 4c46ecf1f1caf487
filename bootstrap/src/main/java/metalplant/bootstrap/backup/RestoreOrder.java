package metalplant.bootstrap.backup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;
import metalplant.bootstrap.Folders;
import metalplant.mesh.files.AtomicFile;
import metalplant.mesh.wordlist.RecoveryWords;
import metalplant.model.World;
import metalplant.store.DatabaseConfig;

/**
 * The order to put a plant back on an appliance. Whoever has the words gives it, and the host agent carries it out, because it alone starts
 * and stops what the plant is made of. It lies on the disk with a copy of the backup and the key of that one file, never with the words; so
 * a power cut does not end it, and what is left of it opens nothing else. It is there until everything is put back.
 */
public final class RestoreOrder {
    private final Path folder;

    private RestoreOrder(Path folder) {
        this.folder = folder;
    }

    /** @param firstBoot where the host agent keeps what it was told */
    public static RestoreOrder in(Path firstBoot) {
        return new RestoreOrder(firstBoot.resolve("restore"));
    }

    /**
     * Takes the order.
     *
     * @throws metalplant.model.Problem if the file or the words are not the right ones; nothing was written then
     */
    public void place(Path backup, RecoveryWords words, World world) {
        var key = PlantKeys.opened(BackupFile.verify(backup), words);
        AtomicFile.remove(order());
        AtomicFile.folder(folder, "rwx------");
        try {
            Files.copy(backup, copy(), StandardCopyOption.REPLACE_EXISTING);
            try (var channel = FileChannel.open(copy(), StandardOpenOption.WRITE)) {
                channel.force(true);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the backup cannot be copied to " + folder, e);
        }
        AtomicFile.write(key(), HexFormat.of().formatHex(key) + "\n", AtomicFile.SECRET);
        // Last: without it there is no order.
        AtomicFile.write(order(), world.newId() + "\n", AtomicFile.SECRET);
    }

    /** Which order this is; empty if there is none. */
    public Optional<String> id() {
        return Files.exists(order()) ? Optional.of(AtomicFile.read(order()).strip()) : Optional.empty();
    }

    /**
     * Puts files and rows back, into a folder and a database that are empty.
     *
     * @param database asked for once, behind the files: its password is one of them
     */
    public void carryOut(Folders folders, World world, Supplier<DatabaseConfig> database) {
        var key = HexFormat.of().parseHex(AtomicFile.read(key()).strip());
        new RestoreBackup(folders, world).intoService(copy(), key, database);
    }

    /** Ends the order; a cut in here leaves no order, or one that is carried out once more. */
    public void done() {
        AtomicFile.remove(order());
        AtomicFile.remove(key());
        AtomicFile.remove(copy());
    }

    private Path order() {
        return folder.resolve("order");
    }

    private Path key() {
        return folder.resolve("key");
    }

    private Path copy() {
        return folder.resolve("backup");
    }
}
