package metalplant.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import metalplant.model.SystemWorld;
import metalplant.store.kernel.Sql;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * How PostgreSQL would run each statement. A SERIALIZABLE transaction that goes through a whole index, be it the tiny one of a new
 * plant, conflicts with everybody who writes to that table.
 */
class QueryPlansTest {
    /** What reads a whole table because it is asked for all of it; none of them is part of a transaction that writes on a request's path. */
    private static final Set<String> WHOLE = Set.of(
            "bus.OutboxSql.COUNT",
            "bus.OutboxSql.OLDEST",
            "event.EventSql.REFRESH",
            // Once a minute, in a transaction of its own: all that have an end, of a table with a row per shared
            // prefix.
            "federation.PoolSql.TOUCH",
            // A partial index: what waits to be published, which is all that the runner's step asks for.
            "federation.SharedSql.PENDING",
            // When a federation begins or ends for this plant.
            "federation.SpanSql.CLEAR",
            // Of a restored plant: everything is held, and released, at once.
            "ip.BlockSql.TURN_LOCAL",
            "ip.ChildSql.TURN_LOCAL",
            "kernel.Migrations.APPLIED",
            // The same; and what is in doubt is a partial index.
            "machine.MachineSql.COUNT_DOUBTED",
            "machine.MachineSql.DOUBTED",
            "machine.MachineSql.DOUBT_ALL",
            "machine.MachineSql.RECLAIM_PENDING",
            "machine.MachineSql.STOP_WAITING_ON",
            "machine.MachineSql.SUMMARIES",
            "machine.MachineSql.SUMMARIES_OF_PARTITION",
            "machine.MachineSql.USERS_OF_IMAGES",
            "network.NetworkSql.USE_OF",
            // When a process starts, of all that is not finished.
            "saga.SagaSql.RELEASE",
            "switches.SwitchSql.STATUSES");

    /** A backup reads every table, in a transaction that only reads; its drill looks at a database that nobody else uses. */
    private static final String BACKUP = "backup.";

    /** Joins, of which PostgreSQL reads a side whole as long as statistics say that it is empty: not cured, only known. */
    private static final Set<String> JOINS = Set.of(
            "ip.IpSql.TAGGED",
            "machine.MachineSql.DETAILS",
            "machine.MachineSql.FIND_ALL",
            "switches.SwitchSql.CONNECTED_TO");

    private static final ObjectMapper JSON = new ObjectMapper();

    private SqlStore store;
    private Connection connection;

    @BeforeEach
    void open() throws Exception {
        assumeFalse(TestPostgres.isCockroach(), "plans are PostgreSQL's");
        SqlStatementsTest.loadEveryClass();
        var database = TestPostgres.database();
        store = SqlStore.open(database, new SystemWorld());
        // the extended protocol wants a value for each parameter
        connection = DriverManager.getConnection(
                database.jdbcUrl() + "?preferQueryMode=simple", database.user(), database.password());
        execute("SET enable_seqscan = off");
    }

    @AfterEach
    void close() throws SQLException {
        if (connection != null) {
            connection.close();
            store.close();
        }
    }

    @Test
    void onATableThatWasNeverAnalysedOnlyWhatAsksForAllReadsAll() throws Exception {
        assertThat(wholeReads()).isEmpty();
    }

    /** Statistics of nothing make every index look as good as any other; an order asked for would decide. */
    @Test
    void onTablesAnalysedWhileEmptyNoLookUpGoesThroughAnotherIndex() throws Exception {
        execute("VACUUM ANALYZE");

        var reads = wholeReads();
        reads.keySet().removeAll(JOINS);

        assertThat(reads).isEmpty();
    }

    private Map<String, Set<String>> wholeReads() throws SQLException, IOException {
        var found = new TreeMap<String, Set<String>>();
        for (var sql : Sql.constants()) {
            var name = sql.source().replaceFirst("^metalplant\\.store\\.", "");
            if (isExplainable(sql.text())
                    && !name.endsWith(".LIST")
                    && !name.startsWith(BACKUP)
                    && !WHOLE.contains(name)) {
                var reads = new TreeSet<String>();
                collect(plan(sql.text()), reads);
                if (!reads.isEmpty()) {
                    found.put(name, reads);
                }
            }
        }
        return found;
    }

    /** Without values the type of an array is not known, and DDL has no plan. */
    private static boolean isExplainable(String text) {
        return !text.contains("unnest(")
                && List.of("SELECT", "INSERT", "UPDATE", "DELETE", "WITH").stream()
                        .anyMatch(text::startsWith);
    }

    private JsonNode plan(String text) throws SQLException, IOException {
        int number = 0;
        var numbered = new StringBuilder();
        for (char c : text.toCharArray()) {
            numbered.append(c == '?' ? "$" + ++number : String.valueOf(c));
        }
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("EXPLAIN (GENERIC_PLAN, FORMAT JSON) " + numbered)) {
            rows.next();
            return JSON.readTree(rows.getString(1)).get(0).get("Plan");
        }
    }

    private static void collect(JsonNode node, Set<String> reads) {
        var type = node.get("Node Type").asText();
        if (type.equals("Seq Scan")) {
            reads.add(node.get("Relation Name").asText());
        } else if (type.contains("Index") && type.endsWith("Scan") && !node.has("Index Cond")) {
            reads.add(node.get("Index Name").asText());
        }
        node.path("Plans").forEach(child -> collect(child, reads));
    }

    private void execute(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
