package metalplant.store.event;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import metalplant.core.store.EventTable;
import metalplant.model.Problem;
import metalplant.model.event.ProvisioningEvents;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.Sql;
import org.jspecify.annotations.Nullable;

/** Table {@code machine_event}. No column but the key is indexed, so that PostgreSQL can overwrite a row in its page. */
public final class EventSql implements EventTable {
    /** Rows of one statement. */
    private static final int BATCH = 500;

    private static final String SELECT = "SELECT " + EventRows.JOINED_COLUMNS + " FROM machine_event e";
    private static final Sql FIND = sql("FIND", SELECT + " WHERE e.id = ?");
    private static final Sql FIND_ALL = sql("FIND_ALL", SELECT + " WHERE e.id = ANY(?)");

    /** New and known containers in one statement; a revision that is not the one read leaves the row out of the count. */
    private static final Sql SAVE_ALL = sql("SAVE_ALL", """
            INSERT INTO machine_event (id, liveliness, last_event_time, crash_loop, failed_reclaim, last_error,
                last_command, log, revision)
            SELECT n.id, n.liveliness, CAST(n.last_event_time AS TIMESTAMPTZ), CAST(n.crash_loop AS BOOLEAN),
                CAST(n.failed_reclaim AS BOOLEAN), CAST(n.last_error AS JSONB), CAST(n.last_command AS JSONB),
                CAST(n.log AS JSONB), CAST(n.revision AS BIGINT)
            FROM unnest(?, ?, ?, ?, ?, ?, ?, ?, ?)
                AS n (id, liveliness, last_event_time, crash_loop, failed_reclaim, last_error, last_command, log, revision)
            ON CONFLICT (id) DO UPDATE SET liveliness = excluded.liveliness, last_event_time = excluded.last_event_time,
                crash_loop = excluded.crash_loop, failed_reclaim = excluded.failed_reclaim, last_error = excluded.last_error,
                last_command = excluded.last_command, log = excluded.log, revision = excluded.revision
            WHERE machine_event.revision = excluded.revision - 1
            """);

    private static final Sql DELETE = sql("DELETE", "DELETE FROM machine_event WHERE id = ?");

    private static final String LIVELINESS =
            "CASE WHEN e.last_event_time >= ? THEN 'Alive' WHEN m.allocation_id IS NULL THEN 'Dead' ELSE 'Unknown' END";
    private static final Sql REFRESH = sql(
            "REFRESH",
            "UPDATE machine_event AS e SET liveliness = %1$s, revision = e.revision + 1 FROM machine AS m WHERE m.id = e.id AND e.last_event_time IS NOT NULL AND e.liveliness <> %1$s"
                    .formatted(LIVELINESS));

    private final Db db;

    public EventSql(Db db) {
        this.db = db;
    }

    private static Sql sql(String name, String text) {
        return Sql.constant(EventSql.class, name, text);
    }

    @Override
    public Optional<ProvisioningEvents> find(String machineId) {
        return db.one(FIND, EventRows::container, machineId);
    }

    @Override
    public Map<String, ProvisioningEvents> findAll(Collection<String> machineIds) {
        return db.all(FIND_ALL, EventRows::container, (Object) machineIds.toArray(String[]::new)).stream()
                .collect(Collectors.toMap(
                        ProvisioningEvents::machineId, Function.identity(), (a, _) -> a, TreeMap::new));
    }

    /** In order of id, so that two writers never wait for each other. */
    @Override
    public void saveAll(Collection<ProvisioningEvents> containers) {
        var sorted = containers.stream()
                .sorted(Comparator.comparing(ProvisioningEvents::machineId))
                .toList();
        for (int from = 0; from < sorted.size(); from += BATCH) {
            save(sorted.subList(from, Math.min(sorted.size(), from + BATCH)));
        }
    }

    private void save(List<ProvisioningEvents> some) {
        int written = db.update(
                SAVE_ALL,
                column(some, ProvisioningEvents::machineId),
                column(some, e -> e.liveliness().wire()),
                column(some, e -> e.lastEventTime().map(Instant::toString).orElse(null)),
                column(some, e -> Boolean.toString(e.crashLoop())),
                column(some, e -> Boolean.toString(e.failedReclaim())),
                column(some, EventRows::lastErrorColumn),
                column(some, EventRows::lastCommandColumn),
                column(some, EventRows::logColumn),
                column(some, e -> Long.toString(e.revision() + 1)));
        if (written != some.size()) {
            throw Problem.changed("event container", some.getFirst().machineId());
        }
    }

    private static @Nullable String[] column(
            List<ProvisioningEvents> some, Function<ProvisioningEvents, @Nullable String> value) {
        var texts = new ArrayList<@Nullable String>(some.size());
        some.forEach(events -> texts.add(value.apply(events)));
        return texts.toArray(new @Nullable String[0]);
    }

    @Override
    public void delete(String machineId) {
        db.update(DELETE, machineId);
    }

    @Override
    public int refreshLiveliness(Instant silentSince) {
        return db.update(REFRESH, silentSince, silentSince);
    }
}
