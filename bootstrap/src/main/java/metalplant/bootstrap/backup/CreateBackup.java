package metalplant.bootstrap.backup;

import static java.lang.System.Logger.Level.INFO;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import metalplant.bootstrap.Build;
import metalplant.bootstrap.Folders;
import metalplant.bootstrap.PlantLock;
import metalplant.bootstrap.Settings;
import metalplant.mesh.recovery.RecoveryCard;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.store.DatabaseConfig;
import metalplant.store.backup.BackupSources;
import metalplant.store.backup.TableSource;

/** Makes a backup of a plant whose database answers, whether the plant runs or not. */
final class CreateBackup {
    private static final System.Logger LOG = System.getLogger(CreateBackup.class.getName());
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final long ROOM = 64L << 20;
    private static final int BUFFER = 1 << 17;

    private final Folders folders;
    private final DatabaseConfig database;
    private final PlantKeys keys;
    private final World world;

    CreateBackup(Folders folders, DatabaseConfig database, PlantKeys keys, World world) {
        this.folders = folders;
        this.database = database;
        this.keys = keys;
        this.world = world;
    }

    /**
     * What was made.
     *
     * @param removed names of backups that were old enough to go
     */
    record Made(
            String name,
            String place,
            long size,
            int files,
            int tables,
            long rows,
            long tookMillis,
            List<String> removed) {}

    /**
     * Makes one on a shelf, looks at it once more, and removes those that may go.
     *
     * @throws Problem RULE_VIOLATED without a recovery key; while another one is being made; where there is no room
     */
    Made on(Shelf shelf, Retention retention) {
        var lock = folders.run().resolve("backup.lock");
        try (var _ =
                PlantLock.take(lock, pid -> "another backup of this plant is being made (pid %s)".formatted(pid))) {
            shelf.clear();
            return make(shelf, retention);
        }
    }

    private Made make(Shelf shelf, Retention retention) {
        long from = world.nanos();
        var card = keys.ownCard();
        var now = world.now();
        var name = "metal-plant-%s-%s-%08x.backup"
                .formatted(
                        partition(), STAMP.format(now), world.random("backup").nextInt());
        var draft = shelf.draft(name);
        try {
            var sums = write(draft, header(card, now), now);
            BackupFile.verify(draft);
            long size = Files.size(draft);
            shelf.keep(name, draft);
            var removed = clean(shelf, retention, now);
            long took = (world.nanos() - from) / 1_000_000;
            LOG.log(INFO, "backup made name={0} place={1} bytes={2}", name, shelf.place(), String.valueOf(size));
            return new Made(
                    name, shelf.place(), size, sums.files(), sums.tables().size(), sums.rows(), took, removed);
        } catch (IOException e) {
            throw new UncheckedIOException("the backup cannot be written: " + e.getMessage(), e);
        } finally {
            discard(draft);
        }
    }

    private static void discard(Path draft) {
        try {
            Files.deleteIfExists(draft);
        } catch (IOException e) {
            LOG.log(INFO, "a draft stays until the next backup file={0}", draft);
        }
    }

    private String partition() {
        return Settings.read(folders.settings())
                .map(Settings::partition)
                .orElseThrow(() ->
                        Problem.bad("there is no plant in %s: name its folder with --data".formatted(folders.data())));
    }

    private record Sealed(BackupHeader header, byte[] key) {}

    private Sealed header(RecoveryCard card, Instant now) {
        var key = keys.fileKey();
        var header = new BackupHeader(
                card.plantId().text(),
                partition(),
                Build.version(),
                now.toString(),
                card.text(),
                PlantKeys.sealed(card.box(), key),
                PlantKeys.sealed(keys.box().publicKey(), key));
        return new Sealed(header, key);
    }

    private Manifest.Sums write(Path draft, Sealed sealed, Instant now) throws IOException {
        refuseWithoutRoom(draft);
        var signer = keys.identity().signer();
        var engine = BackupSources.engine(database);
        var parts = FolderParts.read(folders.data());
        var source = new TableSource(BackupSources.forReading(database));
        // One try of reading after the other writes over what the one before left.
        try (var files = new Drafts(draft)) {
            var writer = source.read(() -> new ContentWriter(
                    files.next(sealed), steps -> new Manifest(Build.version(), engine, now.toString(), steps), parts));
            var sums = writer.end();
            writer.sealed().finish(signer);
            return sums;
        }
    }

    /** The draft of each try; the last one counts. */
    private static final class Drafts implements AutoCloseable {
        private final Path file;
        private OutputStream open = OutputStream.nullOutputStream();

        Drafts(Path file) {
            this.file = file;
        }

        SealingStream next(Sealed sealed) {
            try {
                open.close();
                Files.deleteIfExists(file);
                open = new BufferedOutputStream(
                        java.nio.channels.Channels.newOutputStream(Files.newByteChannel(
                                file,
                                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))),
                        BUFFER);
                return new SealingStream(open, sealed.header(), sealed.key());
            } catch (IOException e) {
                throw new UncheckedIOException("the backup cannot be written: " + e.getMessage(), e);
            }
        }

        @Override
        public void close() throws IOException {
            open.close();
        }
    }

    private static void refuseWithoutRoom(Path draft) throws IOException {
        var folder = java.util.Objects.requireNonNull(draft.getParent());
        long room = Files.getFileStore(folder).getUsableSpace();
        if (room < ROOM) {
            throw Problem.refused("there is no room for a backup in %s: %d MiB are free, %d are needed at least"
                    .formatted(folder, room >> 20, ROOM >> 20));
        }
    }

    private List<String> clean(Shelf shelf, Retention retention, Instant now) {
        var own = keys.identity().plant().text();
        var kept = Kept.of(shelf).stream().filter(each -> each.isOf(own)).toList();
        var names = retention.outdated(kept, now).stream()
                .map(each -> each.entry().name())
                .toList();
        names.forEach(shelf::remove);
        return names;
    }
}
