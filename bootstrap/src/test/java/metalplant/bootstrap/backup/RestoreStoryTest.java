package metalplant.bootstrap.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import metalplant.bootstrap.Build;
import metalplant.bootstrap.DatabaseUrl;
import metalplant.bootstrap.Folders;
import metalplant.bootstrap.Ports;
import metalplant.bootstrap.Secrets;
import metalplant.bootstrap.database.EmbeddedPostgres;
import metalplant.bootstrap.database.PlainUser;
import metalplant.bootstrap.database.PostgresBinaries;
import metalplant.cli.Screen;
import metalplant.mesh.files.AtomicFile;
import metalplant.model.SystemWorld;
import metalplant.store.DatabaseConfig;
import metalplant.store.SqlStore;
import metalplant.store.backup.BackupSources;
import metalplant.store.backup.TableSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands on a real PostgreSQL: a plant's database and folder are lost and put back. */
class RestoreStoryTest {
    private static final SystemWorld WORLD = new SystemWorld();

    @TempDir
    Path folder;

    private final StringWriter err = new StringWriter();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private EmbeddedPostgres postgres(Folders folders) {
        return EmbeddedPostgres.start(
                new EmbeddedPostgres.Layout(
                        folders.postgres(),
                        folders.logs().resolve("postgres.log"),
                        folders.run().resolve("postgres.pid"),
                        Ports.chooseFree(WORLD).database(),
                        new Secrets(folders.secrets()).databasePassword()),
                PostgresBinaries.in(Folders.cache(), Build.postgresVersion()),
                PlainUser.find(),
                WORLD);
    }

    private static DatabaseConfig config(EmbeddedPostgres postgres) {
        return DatabaseUrl.of(postgres.jdbcUrl(), postgres.user(), postgres.password());
    }

    private static String url(EmbeddedPostgres postgres) {
        return postgres.jdbcUrl()
                .replace("jdbc:postgresql://", "postgresql://%s:%s@".formatted(postgres.user(), postgres.password()));
    }

    private int run(String typed, String... arguments) {
        out.reset();
        var screen = new Screen(
                new PrintStream(out, true, StandardCharsets.UTF_8), new BufferedReader(new StringReader(typed)), false);
        var line = BackupCommand.line(WORLD, screen);
        line.setErr(new PrintWriter(err, true));
        line.setExecutionExceptionHandler(new metalplant.cli.Explained("plantctl"));
        return line.execute(arguments);
    }

    private String said() {
        return out.toString(StandardCharsets.UTF_8) + err;
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        AtomicFile.write(file, text, AtomicFile.SECRET);
    }

    /** A folder as a first start leaves it. */
    private Folders plant() throws IOException {
        var folders = Folders.create(folder.resolve("plant"));
        write(
                folders.settings(),
                "{\"partition\":\"north\",\"portBase\":20000,\"listen\":\"127.0.0.1\",\"rack\":0,\"seeded\":true}");
        write(folders.pki().resolve("ca.key"), "authority");
        write(folders.secrets().resolve("hmac-admin"), "admin");
        write(folders.federation().resolve("voter"), "voter");
        write(folders.federation().resolve("ledger/peers/x"), "vote");
        write(folders.life().resolve("life"), "7 e5c21d6f-e709-4631-887d-fe7d8a74b06b 9\n");
        return folders;
    }

    private static RowSums rows(DatabaseConfig database) {
        return new TableSource(BackupSources.forReading(database)).read(RowSums::new);
    }

    @Test
    void aPlantThatIsLostComesBackFromOneFileAndTheWords() throws Exception {
        // given
        var folders = plant();
        var fresh = new PlantKeys(folders, new SecureRandom()).missing().orElseThrow();
        fresh.keep();
        var words = String.join(" ", fresh.words()) + "\n";
        var stick = Files.createDirectory(folder.resolve("stick"));
        var data = List.of("--data", folders.data().toString(), "--to", "disk:" + stick);
        try (var postgres = postgres(folders)) {
            SqlStore.open(config(postgres), WORLD).close();
            var before = rows(config(postgres)).tables();

            // when
            assertThat(run("", with(data, "create", "--database-url", url(postgres))))
                    .as(said())
                    .isZero();

            // then: it is listed, whole, and a drill finds it good, with and without the words
            assertThat(run("", with(data, "list", "--verify"))).as(said()).isZero();
            assertThat(run("", with(data, "drill", "--database-url", url(postgres))))
                    .as(said())
                    .isZero();
            assertThat(said()).contains("good");
            assertThat(run(words, with(data, "drill", "--words", "--database-url", url(postgres))))
                    .as(said())
                    .isZero();

            // and: it is restored into an empty folder with a database of its own
            var file = newest(stick);
            var there = new Folders(folder.resolve("other"));
            assertThat(run("bikoh\n", "restore", file, "--data", there.data().toString()))
                    .isEqualTo(1);
            assertThat(there.data()).doesNotExist();
            assertThat(run(words, "restore", file, "--data", there.data().toString()))
                    .as(said())
                    .isZero();
            assertThat(AtomicFile.read(there.secrets().resolve("hmac-admin"))).isEqualTo("admin");
            assertThat(there.federation().resolve("voter")).doesNotExist();
            assertThat(there.federation().resolve("ledger")).doesNotExist();
            assertThat(there.life().resolve("life")).doesNotExist();
            assertThat(there.life().resolve("restored")).exists();
            assertThat(there.restoring()).doesNotExist();
            try (var restored = postgres(there)) {
                assertThat(rows(config(restored)).tables()).isEqualTo(before);
            }

            // and: never over what is there
            assertThat(run(words, "restore", file, "--data", there.data().toString()))
                    .isEqualTo(1);
            assertThat(said()).contains("not empty");
        }
    }

    @Test
    void aRestoreThatWasCutOffBeginsAnewAndNothingElseIsEverEmptied() throws Exception {
        // given
        var folders = plant();
        var fresh = new PlantKeys(folders, new SecureRandom()).missing().orElseThrow();
        fresh.keep();
        var words = String.join(" ", fresh.words()) + "\n";
        try (var postgres = postgres(folders)) {
            SqlStore.open(config(postgres), WORLD).close();
            assertThat(run("", "create", "--data", folders.data().toString(), "--database-url", url(postgres)))
                    .as(said())
                    .isZero();
        }
        var file = newest(folders.backups());
        var there = Folders.create(folder.resolve("other"));
        write(there.restoring(), "begun");
        write(there.secrets().resolve("hmac-admin"), "half");
        write(there.data().resolve("stray"), "half");

        // when
        assertThat(run(words, "restore", file, "--data", there.data().toString()))
                .as(said())
                .isZero();

        // then
        assertThat(AtomicFile.read(there.secrets().resolve("hmac-admin"))).isEqualTo("admin");
        assertThat(there.data().resolve("stray")).doesNotExist();
    }

    @Test
    void aPlantWithoutARecoveryKeyMakesNoBackup() throws Exception {
        var folders = plant();
        assertThat(run(
                        "",
                        "create",
                        "--data",
                        folders.data().toString(),
                        "--database-url",
                        "postgresql://a:b@127.0.0.1:1/c"))
                .isEqualTo(1);
        assertThat(said()).contains("./plantctl recovery renew");
        try (var files = Files.list(folders.backups())) {
            assertThat(files).isEmpty();
        }
    }

    private static String newest(Path shelf) throws IOException {
        try (var files = Files.list(shelf)) {
            return files.map(Path::toString)
                    .filter(name -> name.endsWith(".backup"))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String[] with(List<String> more, String... arguments) {
        var all = Arrays.copyOf(arguments, arguments.length + more.size());
        for (int i = 0; i < more.size(); i++) {
            all[arguments.length + i] = more.get(i);
        }
        return all;
    }
}
