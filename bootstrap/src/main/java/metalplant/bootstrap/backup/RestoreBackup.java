package metalplant.bootstrap.backup;

import static java.lang.System.Logger.Level.INFO;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Supplier;
import metalplant.bootstrap.Build;
import metalplant.bootstrap.DatabaseUrl;
import metalplant.bootstrap.Folders;
import metalplant.bootstrap.PlantLock;
import metalplant.bootstrap.Ports;
import metalplant.bootstrap.Secrets;
import metalplant.bootstrap.database.EmbeddedPostgres;
import metalplant.bootstrap.database.PlainUser;
import metalplant.bootstrap.database.PostgresBinaries;
import metalplant.mesh.files.AtomicFile;
import metalplant.mesh.wordlist.RecoveryWords;
import metalplant.model.Problem;
import metalplant.model.World;
import metalplant.server.restore.LifeFile;
import metalplant.store.DatabaseConfig;
import metalplant.store.backup.BackupSources;
import metalplant.store.backup.RowSink;
import metalplant.store.backup.TableSink;

/**
 * Puts a plant back from one file and the recovery words, into an empty folder and an empty database. The plant that starts there
 * afterwards begins a new life (ADR 20): it touches no machine before it is confirmed. A restore that is cut off leaves a folder on which no
 * plant starts, and the next restore begins it anew.
 */
final class RestoreBackup {
    private static final System.Logger LOG = System.getLogger(RestoreBackup.class.getName());
    private static final int BUFFER = 1 << 17;

    private final Folders folders;
    private final World world;

    RestoreBackup(Folders folders, World world) {
        this.folders = folders;
        this.world = world;
    }

    /** What was put back. */
    record Done(BackupHeader header, Manifest manifest, Manifest.Sums sums, long tookMillis) {}

    /**
     * Restores.
     *
     * @param url of an empty database; the embedded PostgreSQL if there is none
     * @throws Problem if file, words, folder or database are not the right ones; nothing was written then
     */
    Done from(Path file, RecoveryWords words, Optional<String> url) {
        var header = BackupFile.verify(file);
        var key = PlantKeys.opened(header, words);
        refuseUnlessEmpty();
        url.map(DatabaseUrl::parse).ifPresent(database -> sink(database).refuseUnlessEmpty());
        return restored(file, header, key, new Taker(() -> named(url)));
    }

    /** As {@link #from}, into a database that somebody else starts behind the files. */
    void intoService(Path file, byte[] key, Supplier<DatabaseConfig> database) {
        var header = BackupFile.verify(file);
        refuseUnlessEmpty();
        restored(file, header, key, new Taker(() -> {
            AtomicFile.remove(folders.secrets().resolve("database-url"));
            return Optional.of(database.get());
        }));
    }

    /** The operator's own database, which the plant remembers; empty for the embedded one. */
    private Optional<DatabaseConfig> named(Optional<String> url) {
        var secrets = new Secrets(folders.secrets());
        url.ifPresentOrElse(
                secrets::keepDatabaseUrl,
                () -> AtomicFile.remove(folders.secrets().resolve("database-url")));
        return url.map(DatabaseUrl::parse);
    }

    private Done restored(Path file, BackupHeader header, byte[] key, Taker rows) {
        long from = world.nanos();
        Folders.create(folders.data());
        try (var _ = PlantLock.take(folders.lock())) {
            begin();
            try (var taker = rows) {
                var sums = read(file, key, taker);
                taker.finish();
                refuseStranger(header);
                new LifeFile(folders.life()).order();
                AtomicFile.remove(folders.restoring());
                LOG.log(INFO, "restored plant={0} of={1}", header.plant(), header.created());
                return new Done(header, taker.manifest(), sums, (world.nanos() - from) / 1_000_000);
            }
        }
    }

    private void refuseUnlessEmpty() {
        if (Files.exists(folders.restoring())) {
            return;
        }
        try (var files =
                Files.exists(folders.data()) ? Files.list(folders.data()) : java.util.stream.Stream.<Path>empty()) {
            files.findFirst().ifPresent(found -> {
                throw Problem.refused(
                        "%s is not empty, there is %s: a backup is restored into a folder of its own, with --data"
                                .formatted(folders.data(), found.getFileName()));
            });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look into " + folders.data(), e);
        }
    }

    /** What an earlier try has left goes; only a folder that was empty once has the mark. */
    private void begin() {
        if (Files.exists(folders.restoring())) {
            EmbeddedPostgres.stopLeftBehind(folders.postgres(), binaries(), PlainUser.find(), world);
            try (var files = Files.list(folders.data())) {
                for (var file : files.toList()) {
                    if (!file.equals(folders.run()) && !file.equals(folders.restoring())) {
                        delete(file);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException("cannot empty " + folders.data(), e);
            }
        }
        AtomicFile.write(folders.restoring(), "a restore has begun and not ended\n", AtomicFile.PUBLIC);
        Folders.create(folders.data());
    }

    private static void delete(Path root) throws IOException {
        try (var files = Files.walk(root)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Hands what a backup holds to a taker. */
    static Manifest.Sums read(Path file, byte[] key, ContentReader.Taker taker) {
        try (var in = new BufferedInputStream(Files.newInputStream(file), BUFFER)) {
            return ContentReader.read(new OpeningStream(in, BackupFile.head(in), key), taker);
        } catch (IOException e) {
            throw BackupFile.unreadable(e);
        }
    }

    private void refuseStranger(BackupHeader header) {
        var restored =
                new PlantKeys(folders, new SecureRandom()).identity().plant().text();
        if (!restored.equals(header.plant())) {
            throw Problem.bad("the backup is forged: the root key in it is that of plant " + restored);
        }
    }

    private TableSink sink(DatabaseConfig database) {
        return new TableSink(BackupSources.forWriting(database), world);
    }

    private static PostgresBinaries binaries() {
        return PostgresBinaries.in(Folders.cache(), Build.postgresVersion());
    }

    /** Writes files and rows to where they belong. */
    private final class Taker implements ContentReader.Taker, AutoCloseable {
        private final Supplier<Optional<DatabaseConfig>> outside;
        private final Deque<EmbeddedPostgres> servers = new ArrayDeque<>();
        private Optional<TableSink> sink = Optional.empty();
        private Optional<Manifest> manifest = Optional.empty();

        /** @param outside a database that is not the embedded one, asked for behind the files */
        Taker(Supplier<Optional<DatabaseConfig>> outside) {
            this.outside = outside;
        }

        @Override
        public void manifest(Manifest read) {
            TableSink.refuseTooNew(read.steps());
            manifest = Optional.of(read);
        }

        @Override
        public void file(FolderParts.Part part) {
            FolderParts.write(folders.data(), part);
        }

        @Override
        public RowSink rows() {
            var opened = RestoreBackup.this.sink(database());
            opened.refuseUnlessEmpty();
            sink = Optional.of(opened);
            return opened;
        }

        private DatabaseConfig database() {
            return outside.get().orElseGet(this::embedded);
        }

        private DatabaseConfig embedded() {
            var server = EmbeddedPostgres.start(
                    new EmbeddedPostgres.Layout(
                            folders.postgres(),
                            folders.logs().resolve("postgres.log"),
                            folders.run().resolve("postgres.pid"),
                            Ports.chooseFree(world).database(),
                            new Secrets(folders.secrets()).databasePassword()),
                    binaries(),
                    PlainUser.find(),
                    world);
            servers.push(server);
            return DatabaseUrl.of(server.jdbcUrl(), server.user(), server.password());
        }

        void finish() {
            sink.orElseThrow(() -> Problem.bad("the backup is damaged: it holds no database"))
                    .finish();
        }

        Manifest manifest() {
            return manifest.orElseThrow();
        }

        @Override
        public void close() {
            while (!servers.isEmpty()) {
                servers.pop().close();
            }
        }
    }
}
