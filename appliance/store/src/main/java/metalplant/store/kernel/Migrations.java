package metalplant.store.kernel;

import static java.lang.System.Logger.Level.INFO;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.World;

/**
 * Brings a database to this release. One idempotent statement per file, run in autocommit and in the order of the file names,
 * under a lease row so that two plants on one database do not migrate at once. A step that was interrupted runs again.
 *
 * @see "cockroachdb.md 3.4"
 */
public final class Migrations {
    private static final System.Logger LOG = System.getLogger(Migrations.class.getName());
    private static final String FOLDER = "metalplant/store/migrations/";
    private static final Pattern FILE_NAME = Pattern.compile("([0-9]{4})-[a-z0-9-]+\\.sql");
    private static final Duration LEASE = Duration.ofMinutes(2);

    static final Sql CREATE_STEPS = Sql.constant(
            Migrations.class,
            "CREATE_STEPS",
            "CREATE TABLE IF NOT EXISTS schema_step (name TEXT NOT NULL, applied TIMESTAMPTZ NOT NULL, CONSTRAINT schema_step_pk PRIMARY KEY (name))");
    static final Sql CREATE_LEASES = Sql.constant(
            Migrations.class,
            "CREATE_LEASES",
            "CREATE TABLE IF NOT EXISTS schema_lease (name TEXT NOT NULL, owner TEXT NOT NULL, until TIMESTAMPTZ NOT NULL, CONSTRAINT schema_lease_pk PRIMARY KEY (name))");
    static final Sql TAKE_LEASE = Sql.constant(
            Migrations.class,
            "TAKE_LEASE",
            "INSERT INTO schema_lease (name, owner, until) VALUES ('migrate', ?, ?) ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until WHERE schema_lease.until < ? OR schema_lease.owner = excluded.owner");
    static final Sql DROP_LEASE = Sql.constant(
            Migrations.class, "DROP_LEASE", "DELETE FROM schema_lease WHERE name = 'migrate' AND owner = ?");
    static final Sql APPLIED = Sql.constant(Migrations.class, "APPLIED", "SELECT name FROM schema_step");
    static final Sql RECORD = Sql.constant(
            Migrations.class,
            "RECORD",
            "INSERT INTO schema_step (name, applied) VALUES (?, ?) ON CONFLICT (name) DO NOTHING");

    private final DataSource source;
    private final World world;

    public Migrations(DataSource source, World world) {
        this.source = source;
        this.world = world;
    }

    /** One file of the folder. */
    public record Step(String name, String sql) {}

    /** Applies every step that is not applied yet; answers how many. */
    public int run() {
        try (var connection = source.getConnection()) {
            connection.setAutoCommit(true);
            var db = new Db(connection);
            db.update(CREATE_STEPS);
            db.update(CREATE_LEASES);
            var owner = world.newId().toString();
            takeLease(db, owner);
            try {
                return apply(db, owner);
            } finally {
                db.update(DROP_LEASE, owner);
                connection.setAutoCommit(false);
            }
        } catch (SQLException | SqlFailure e) {
            throw Problem.of(
                            ProblemCode.DATABASE_UNAVAILABLE,
                            "cannot bring the database to this release: " + e.getMessage())
                    .because(e);
        }
    }

    private int apply(Db db, String owner) {
        var applied = new HashSet<>(db.all(APPLIED, row -> row.getString("name")));
        int count = 0;
        for (var step : steps()) {
            if (applied.contains(step.name())) {
                continue;
            }
            takeLease(db, owner);
            db.update(Sql.composed(step.sql()));
            db.update(RECORD, step.name(), world.now());
            count++;
        }
        if (count > 0) {
            LOG.log(INFO, "migrated the database steps={0}", Integer.toString(count));
        }
        return count;
    }

    private void takeLease(Db db, String owner) {
        Instant giveUp = world.now().plus(LEASE).plus(LEASE);
        while (db.update(TAKE_LEASE, owner, world.now().plus(LEASE), world.now()) == 0) {
            if (world.now().isAfter(giveUp)) {
                throw Problem.of(
                        ProblemCode.DATABASE_UNAVAILABLE, "another plant has been migrating this database for minutes");
            }
            try {
                world.pause(Duration.ofSeconds(1));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw Problem.of(ProblemCode.DATABASE_UNAVAILABLE, "interrupted while waiting to migrate")
                        .because(e);
            }
        }
    }

    /** Every step of this release, in order. */
    public static List<Step> steps() {
        return names().stream()
                .filter(name -> FILE_NAME.matcher(name).matches())
                .sorted()
                .map(name -> new Step(name, text(FOLDER + name)))
                .toList();
    }

    private static List<String> names() {
        try {
            var location = Path.of(Migrations.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return Files.isDirectory(location) ? inFolder(location) : inJar(location);
        } catch (IOException | URISyntaxException e) {
            throw Problem.of(ProblemCode.STORED_STATE_IMPOSSIBLE, "cannot list the migrations")
                    .because(e);
        }
    }

    private static List<String> inFolder(Path root) throws IOException {
        try (var files = Files.list(root.resolve(FOLDER))) {
            return files.map(file -> Objects.requireNonNull(file.getFileName()).toString())
                    .toList();
        }
    }

    private static List<String> inJar(Path jar) throws IOException {
        try (var file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith(FOLDER))
                    .map(name -> name.substring(FOLDER.length()))
                    .toList();
        }
    }

    private static String text(String resource) {
        try (var in = Optional.ofNullable(Migrations.class.getClassLoader().getResourceAsStream(resource))
                .orElseThrow(() -> new IOException("no resource " + resource))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw Problem.of(ProblemCode.STORED_STATE_IMPOSSIBLE, "cannot read migration " + resource)
                    .because(e);
        }
    }
}
