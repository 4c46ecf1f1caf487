package metalplant.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import metalplant.model.machine.MachineQuery;
import metalplant.store.kernel.Sql;
import metalplant.testkit.machine.Queries;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Collects every statement of the store and writes them to {@code target/sql-statements.jsonl}, where the checker of the shared
 * dialect reads them. Runs after all other tests of the module, so that it also sees the searches they composed.
 */
@Order(Integer.MAX_VALUE)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SqlStatementsTest {
    private static final Path CLASSES = Path.of("target/classes");
    private static final Path LIST = Path.of("target/sql-statements.jsonl");
    private static final Pattern ISOLATION = Pattern.compile(
            "READ\\s+(UN)?COMMITTED|REPEATABLE\\s+READ|SNAPSHOT|ISOLATION\\s+LEVEL", Pattern.CASE_INSENSITIVE);
    private static final Pattern STAR =
            Pattern.compile("SELECT\\s+(DISTINCT\\s+)?([a-z_]+\\.)?\\*", Pattern.CASE_INSENSITIVE);
    private static final Pattern VALUE = Pattern.compile("'[^']+'|[=<>] *[0-9]");

    private final Map<String, String> statements = new TreeMap<>();

    @BeforeAll
    void collect() throws IOException {
        loadEveryClass();
        search();
        Sql.constants().forEach(sql -> statements.put(sql.source(), sql.text()));
        var constants = Set.copyOf(statements.values());
        int number = 0;
        for (var text : RecordedStatements.texts()) {
            if (!constants.contains(text)) {
                statements.put("composed-%04d".formatted(++number), text);
            }
        }
    }

    /** Statements register when their class is loaded. */
    static void loadEveryClass() throws IOException {
        try (var files = Files.walk(CLASSES)) {
            for (var file :
                    files.filter(path -> path.toString().endsWith(".class")).toList()) {
                var name = CLASSES.relativize(file).toString().replace('/', '.').replaceAll("\\.class$", "");
                if (!name.endsWith("package-info")) {
                    load(name);
                }
            }
        }
    }

    private static void load(String name) {
        try {
            Class.forName(name, true, SqlStatementsTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Searches that are composed, by one thing each; the tests before this one have tried more. */
    private static void search() {
        var queries = List.of(
                MachineQuery.ALL,
                Queries.id("m"),
                Queries.place("p", "s", "r"),
                Queries.tags("a", "b"),
                Queries.project("p"),
                Queries.hostname("h"),
                Queries.allocationName("n"),
                Queries.image("i"),
                Queries.network("n", "10.0.0.0/8", "10.0.0.1", 1, 1));
        try (var store = TestPostgres.store()) {
            for (var query : queries) {
                store.read("search", tx -> tx.machines().page(query, "", 1));
            }
        }
    }

    @Test
    void everyStatementIsWrittenForTheChecker() throws IOException {
        var mapper = new ObjectMapper();
        var lines = new StringBuilder();
        for (var statement : statements.entrySet()) {
            var line = new LinkedHashMap<String, String>();
            line.put("source", statement.getKey());
            line.put("kind", statement.getValue().startsWith("CREATE TABLE") ? "migration" : "statement");
            line.put("sql", statement.getValue());
            lines.append(mapper.writeValueAsString(line)).append('\n');
        }
        Files.writeString(LIST, lines);

        assertThat(statements).hasSizeGreaterThan(50);
        assertThat(statements.keySet()).anyMatch(source -> source.startsWith("composed-"));
    }

    @Test
    void everyTableHasAClassWhoseStatementsAreKnown() {
        var owners = statements.keySet().stream()
                .filter(source -> source.contains("."))
                .map(source -> source.substring(0, source.lastIndexOf('.')))
                .collect(Collectors.toSet());

        assertThat(owners).contains("metalplant.store.partition.PartitionSql", "metalplant.store.kernel.Migrations");
    }

    @Test
    void noStatementChangesTheIsolationLevel() {
        assertThat(statements).noneSatisfy((_, sql) -> assertThat(sql).containsPattern(ISOLATION));
    }

    @Test
    void everyStatementNamesItsColumns() {
        assertThat(statements).noneSatisfy((_, sql) -> assertThat(sql).containsPattern(STAR));
    }

    /** A value in a text would be a new statement for each value, and a way in for whoever chooses the value. */
    @Test
    void composedStatementsHoldNoValues() {
        statements.forEach((source, sql) -> {
            if (source.startsWith("composed-")) {
                assertThat(sql).as(source).doesNotContainPattern(VALUE);
            }
        });
    }

    /** The isolation level is set once, where the pool is made. */
    @Test
    void noOtherIsolationLevelIsNamedInTheCode() throws IOException {
        try (var sources = Files.walk(Path.of("src/main"))) {
            for (var source : sources.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(source))
                        .as(source.toString())
                        .doesNotContainPattern(
                                "READ_(UN)?COMMITTED|REPEATABLE_READ|setTransactionIsolation\\((?!\"TRANSACTION_SERIALIZABLE\"\\))");
            }
        }
    }
}
