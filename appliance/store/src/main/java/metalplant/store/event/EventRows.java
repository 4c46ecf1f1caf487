package metalplant.store.event;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JavaType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import metalplant.model.event.CommandOutcome;
import metalplant.model.event.EventType;
import metalplant.model.event.Liveliness;
import metalplant.model.event.ProvisioningEvent;
import metalplant.model.event.ProvisioningEvents;
import metalplant.model.machine.MachineSummary;
import metalplant.store.kernel.Db;
import metalplant.store.kernel.StoreJson;
import org.jspecify.annotations.Nullable;

/** Between rows of {@code machine_event} and event containers. */
public final class EventRows {
    /** For a query that joins the table as {@code e}. */
    public static final String JOINED_COLUMNS =
            "e.id AS event_machine_id, e.liveliness, e.last_event_time, e.crash_loop, e.failed_reclaim, "
                    + "e.last_error, e.last_command, e.log, e.revision AS event_revision";

    /** For {@link #summary}, of a query that joins the table as {@code e}. */
    public static final String SUMMARY_COLUMNS =
            "e.id AS event_machine_id, e.liveliness, e.crash_loop, e.failed_reclaim, "
                    + "e.last_error, e.log -> 0 ->> 'e' AS newest_event";

    private static final JavaType LOG = StoreJson.listOf(Entry.class);

    private EventRows() {}

    /** An event as stored, short because it is written twenty at a time, several times per minute and machine. */
    record Entry(
            @JsonProperty("t") long epochMillis,
            @JsonProperty("e") String event,
            @JsonProperty("m") String message) {
        static Entry of(ProvisioningEvent event) {
            return new Entry(event.time().toEpochMilli(), event.event().wire(), event.message());
        }

        /** Empty for an event that only a newer release knows. */
        Stream<ProvisioningEvent> event(Instant time) {
            return EventType.parse(event).map(type -> new ProvisioningEvent(time, type, message)).stream();
        }

        Stream<ProvisioningEvent> read() {
            return event(Instant.ofEpochMilli(epochMillis));
        }
    }

    /** Reads {@link #JOINED_COLUMNS} of an outer join. */
    public static Optional<ProvisioningEvents> joined(ResultSet row) throws SQLException {
        @Nullable String id = row.getString("event_machine_id");
        return id == null ? Optional.empty() : Optional.of(container(row, id));
    }

    /** Reads {@link #SUMMARY_COLUMNS} of an outer join. */
    public static Optional<MachineSummary.Events> summary(ResultSet row) throws SQLException {
        if (row.getString("event_machine_id") == null) {
            return Optional.empty();
        }
        @Nullable String newest = row.getString("newest_event");
        return Optional.of(new MachineSummary.Events(
                liveliness(row.getString("liveliness")),
                row.getBoolean("crash_loop"),
                row.getBoolean("failed_reclaim"),
                newest == null ? Optional.empty() : EventType.parse(newest),
                lastError(row.getString("last_error")).map(ProvisioningEvent::time)));
    }

    static ProvisioningEvents container(ResultSet row) throws SQLException {
        return container(row, row.getString("event_machine_id"));
    }

    private static ProvisioningEvents container(ResultSet row, String id) throws SQLException {
        List<Entry> log = StoreJson.read(row.getString("log"), LOG);
        return new ProvisioningEvents(
                id,
                liveliness(row.getString("liveliness")),
                Db.maybeInstant(row, "last_event_time"),
                row.getBoolean("crash_loop"),
                row.getBoolean("failed_reclaim"),
                lastError(row.getString("last_error")),
                lastCommand(row.getString("last_command")),
                log.stream().flatMap(Entry::read).toList(),
                row.getLong("event_revision"));
    }

    private static Optional<ProvisioningEvent> lastError(@Nullable String json) {
        return json == null
                ? Optional.empty()
                : StoreJson.read(json, Entry.class).read().findFirst();
    }

    /** A command's outcome as stored. */
    record Outcome(
            @JsonProperty("t") long epochMillis,
            @JsonProperty("c") String command,
            @JsonProperty("s") String state,
            @JsonProperty("m") String message) {
        static Outcome of(CommandOutcome outcome) {
            return new Outcome(
                    outcome.time().toEpochMilli(),
                    outcome.command(),
                    outcome.state().wire(),
                    outcome.message());
        }

        /** Empty for a state that only a newer release knows. */
        Optional<CommandOutcome> read() {
            return Stream.of(CommandOutcome.State.values())
                    .filter(value -> value.wire().equals(state))
                    .findFirst()
                    .map(value -> new CommandOutcome(Instant.ofEpochMilli(epochMillis), command, value, message));
        }
    }

    private static Optional<CommandOutcome> lastCommand(@Nullable String json) {
        return json == null
                ? Optional.empty()
                : StoreJson.read(json, Outcome.class).read();
    }

    static @Nullable String lastCommandColumn(ProvisioningEvents events) {
        return events.lastCommand().map(Outcome::of).map(StoreJson::text).orElse(null);
    }

    static @Nullable String lastErrorColumn(ProvisioningEvents events) {
        return events.lastError().map(Entry::of).map(StoreJson::text).orElse(null);
    }

    static String logColumn(ProvisioningEvents events) {
        return StoreJson.text(events.log().stream().map(Entry::of).toList());
    }

    private static Liveliness liveliness(String wire) {
        for (var value : Liveliness.values()) {
            if (value.wire().equals(wire)) {
                return value;
            }
        }
        return Liveliness.UNKNOWN;
    }
}
