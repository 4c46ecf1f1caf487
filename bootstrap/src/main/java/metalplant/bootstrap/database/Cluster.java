package metalplant.bootstrap.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import metalplant.bootstrap.process.LogTail;
import metalplant.mesh.files.AtomicFile;

/** The folder of a database: made once, configured at each start. */
final class Cluster {
    static final String USER = "plant";

    private final Path data;
    private final Path log;
    private final int port;
    private final String password;
    private final PostgresBinaries binaries;
    private final PlainUser user;

    Cluster(EmbeddedPostgres.Layout layout, PostgresBinaries binaries, PlainUser user) {
        this.data = layout.data();
        this.log = layout.log();
        this.port = layout.port();
        this.password = layout.password();
        this.binaries = binaries;
        this.user = user;
    }

    /** Makes it if it is not there; what is there is never touched but for its configuration. */
    void prepare() throws IOException {
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            initialise();
        }
        user.own(data);
        configure();
    }

    private void initialise() throws IOException {
        var draft = data.resolveSibling("." + data.getFileName() + ".new");
        var passwordFile = data.resolveSibling("." + data.getFileName() + ".password");
        deleteTree(draft);
        try {
            AtomicFile.write(passwordFile, password, AtomicFile.SECRET);
            AtomicFile.folder(draft, "rwx------");
            user.own(draft);
            run(
                    user,
                    List.of(
                            binaries.initdb().toString(),
                            "--pgdata=" + draft,
                            "--username=" + USER,
                            "--pwfile=" + passwordFile,
                            "--auth=scram-sha-256",
                            "--encoding=UTF8",
                            "--locale=C",
                            // The password is 256 random bits: no number of rounds makes it harder to guess, and each
                            // connection would pay for them.
                            "--set=scram_iterations=1",
                            "--no-instructions"),
                    log);
            Files.move(draft, data);
        } finally {
            Files.deleteIfExists(passwordFile);
        }
    }

    /** The whole configuration, written anew at each start: what is in force is what is written here. */
    private void configure() throws IOException {
        var settings = """
                # Written by ./plant at each start.
                listen_addresses = '127.0.0.1'
                port = %d
                unix_socket_directories = ''
                password_encryption = 'scram-sha-256'
                max_connections = 64
                shared_buffers = '64MB'
                # What the plant was told is committed must survive a power cut.
                fsync = on
                synchronous_commit = on
                full_page_writes = on
                # Serialisable transactions that touch whole tables would otherwise lock by page too soon.
                max_pred_locks_per_transaction = 512
                max_pred_locks_per_page = 32
                # A table that was never analysed is planned for as if it had some pages, so that even the first rows are
                # read through the index that fits; statistics of a handful of rows would make any index look as good.
                # A table that grows fast is looked at soon.
                autovacuum_analyze_threshold = 500
                autovacuum_vacuum_threshold = 500
                autovacuum_naptime = 15s
                timezone = 'UTC'
                log_timezone = 'UTC'
                lc_messages = 'C'
                log_line_prefix = '%%m [%%p] '
                """.formatted(port);
        overwrite(data.resolve("postgresql.conf"), settings);
        overwrite(
                data.resolve("pg_hba.conf"),
                "# Written by ./plant at each start.\nhost all all 127.0.0.1/32 scram-sha-256\n");
    }

    /** Keeps the owner, which for root may be another user. */
    private static void overwrite(Path file, String text) throws IOException {
        if (!Files.readString(file).equals(text)) {
            Files.writeString(file, text);
        }
    }

    private static void run(PlainUser user, List<String> command, Path log) throws IOException {
        var process = new ProcessBuilder(user.command(command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        try {
            if (!process.waitFor(2, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException("%s did not end in two minutes, see %s".formatted(command.getFirst(), log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            throw new IOException("interrupted", e);
        }
        if (process.exitValue() != 0) {
            throw new IOException("%s ended with %d, its output is in %s:%n  %s"
                    .formatted(command.getFirst(), process.exitValue(), log, String.join("\n  ", LogTail.of(log, 8))));
        }
    }

    private static void deleteTree(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
