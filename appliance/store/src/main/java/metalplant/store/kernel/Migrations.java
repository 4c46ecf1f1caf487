package metalplant.store.kernel;

import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

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
 * <p>Steps expand or contract. One that expands leaves a database on which the release before still works: new tables, new columns that
 * may be empty, new indexes. One that contracts does not, and says so in its name: {@code NNNN-contract-LEVEL-what.sql}. It is held back
 * until its level is committed (decision 15): by {@link #commit}, or by being new, because on a database without any step no older release
 * ever ran. A release refuses a database that was committed to a level behind its own.
 *
 * @see "cockroachdb.md 3.4"
 */
public final class Migrations {
    /** How many times releases have taken something away from the schema, up to this one; 1 is where that began to be counted. */
    public static final int LEVEL = 1;

    private static final System.Logger LOG = System.getLogger(Migrations.class.getName());
    private static final String FOLDER = "metalplant/store/migrations/";
    private static final Pattern FILE_NAME = Pattern.compile("([0-9]{4})-[a-z0-9-]+\\.sql");
    private static final Pattern CONTRACT = Pattern.compile("[0-9]{4}-contract-([0-9]{1,4})-.*");
    private static final int LEVEL_FIRST = 1;
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final Duration LEASE_PAUSE = Duration.ofSeconds(1);
    private static final Duration RETRY_PAUSE = Duration.ofMillis(200);
    private static final int TRIES = 20;

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
    static final Sql CREATE_LEVELS = Sql.constant(
            Migrations.class,
            "CREATE_LEVELS",
            "CREATE TABLE IF NOT EXISTS schema_level (name TEXT NOT NULL, level BIGINT NOT NULL, committed TIMESTAMPTZ NOT NULL, CONSTRAINT schema_level_pk PRIMARY KEY (name))");
    static final Sql APPLIED = Sql.constant(Migrations.class, "APPLIED", "SELECT name FROM schema_step");
    static final Sql IS_APPLIED =
            Sql.constant(Migrations.class, "IS_APPLIED", "SELECT name FROM schema_step WHERE name = ?");
    static final Sql RECORD = Sql.constant(
            Migrations.class,
            "RECORD",
            "INSERT INTO schema_step (name, applied) VALUES (?, ?) ON CONFLICT (name) DO NOTHING");

    private final DataSource source;
    private final World world;
    private final List<Step> steps;
    private final int level;

    public Migrations(DataSource source, World world) {
        this(source, world, steps());
    }

    /** The same with other steps, in the order given. */
    public Migrations(DataSource source, World world, List<Step> steps) {
        this(source, world, steps, LEVEL);
    }

    /** The same as a release of another level. */
    public Migrations(DataSource source, World world, List<Step> steps, int level) {
        this.source = source;
        this.world = world;
        this.steps = List.copyOf(steps);
        this.level = level;
    }

    /** One file of the folder. */
    public record Step(String name, String sql) {
        /** The level that has to be committed before it may run; 0 for a step that expands. */
        public int contracts() {
            var contract = CONTRACT.matcher(name);
            return contract.matches() ? Integer.parseInt(contract.group(1)) : 0;
        }
    }

    /**
     * Applies every step that is not applied yet and may be; answers how many.
     *
     * @throws Problem DATABASE_UNAVAILABLE; RULE_VIOLATED if the database was committed to a later release
     */
    public int run() {
        return run(false);
    }

    /**
     * There is no way back any more: raises the committed level to that of this release and applies what was held back for it. May be
     * called any number of times.
     *
     * @throws Problem as {@link #run}
     */
    public int commit() {
        return run(true);
    }

    private int run(boolean commit) {
        var owner = world.newId().toString();
        for (int attempt = 1; ; attempt++) {
            try {
                return migrate(owner, commit);
            } catch (SqlFailure e) {
                // Another migrator got in between; every statement here may run again.
                if (attempt == TRIES || !(e.retryable() || e.alreadyThere())) {
                    throw unavailable(e);
                }
                pause(RETRY_PAUSE);
            } catch (SQLException e) {
                throw unavailable(e);
            }
        }
    }

    private static Problem unavailable(Exception e) {
        return Problem.of(
                        ProblemCode.DATABASE_UNAVAILABLE,
                        "cannot bring the database to this release: " + e.getMessage())
                .because(e);
    }

    private int migrate(String owner, boolean commit) throws SQLException {
        try (var connection = source.getConnection()) {
            connection.setAutoCommit(true);
            var db = new Db(connection);
            db.update(CREATE_STEPS);
            db.update(CREATE_LEASES);
            db.update(CREATE_LEVELS);
            takeLease(db, owner);
            try {
                return apply(db, owner, commit);
            } finally {
                dropLease(db, owner);
            }
        }
    }

    private int apply(Db db, String owner, boolean commit) {
        var applied = new HashSet<>(db.all(APPLIED, row -> row.getString("name")));
        long committed = committed(db, commit || applied.isEmpty());
        int count = 0;
        for (var step : steps) {
            if (step.contracts() <= committed && !applied.contains(step.name()) && apply(db, owner, step)) {
                count++;
            }
        }
        if (count > 0) {
            LOG.log(INFO, "migrated the database steps={0}", Integer.toString(count));
        }
        return count;
    }

    private long committed(Db db, boolean raise) {
        var levels = new LevelsSql(db);
        long committed = levels.find(LevelsSql.SCHEMA).orElse((long) LEVEL_FIRST);
        if (committed > level) {
            throw Problem.refused(
                    "the database was committed to level %d by a later release, and this release reads up to %d: start the later one, or restore a backup from before"
                            .formatted(committed, level));
        }
        if (!raise) {
            return committed;
        }
        levels.raise(LevelsSql.SCHEMA, level, world.now());
        return level;
    }

    /** Each step renews the lease first, and looks again: whoever had it meanwhile may have applied the step. */
    private boolean apply(Db db, String owner, Step step) {
        takeLease(db, owner);
        if (db.one(IS_APPLIED, row -> row.getString("name"), step.name()).isPresent()) {
            return false;
        }
        db.update(Sql.composed(step.sql()));
        db.update(RECORD, step.name(), world.now());
        return true;
    }

    private void takeLease(Db db, String owner) {
        Instant giveUp = world.now().plus(LEASE).plus(LEASE);
        while (!tryLease(db, owner)) {
            if (world.now().isAfter(giveUp)) {
                throw Problem.of(
                        ProblemCode.DATABASE_UNAVAILABLE, "another plant has been migrating this database for minutes");
            }
            pause(LEASE_PAUSE);
        }
    }

    private boolean tryLease(Db db, String owner) {
        var now = world.now();
        return db.update(TAKE_LEASE, owner, now.plus(LEASE), now) == 1;
    }

    /** A lease that cannot be dropped ends by itself; what went wrong before matters more. */
    private static void dropLease(Db db, String owner) {
        try {
            db.update(DROP_LEASE, owner);
        } catch (SqlFailure e) {
            LOG.log(WARNING, "lease of the migration stays until it ends message={0}", e.getMessage());
        }
    }

    private void pause(Duration duration) {
        try {
            world.pause(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.of(ProblemCode.DATABASE_UNAVAILABLE, "interrupted while waiting to migrate")
                    .because(e);
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
