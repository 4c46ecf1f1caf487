package metalplant.store.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import metalplant.model.Problem;
import metalplant.store.kernel.Db.Json;
import org.jspecify.annotations.Nullable;

/** Types of columns, each with a text form that is the same on both engines. */
public enum ColumnType {
    TEXT("text"),
    JSONB("jsonb"),
    UUID("uuid"),
    BIGINT("bigint"),
    INTEGER("integer"),
    SMALLINT("smallint"),
    NUMERIC("numeric"),
    BOOLEAN("boolean"),
    TIMESTAMPTZ("timestamp with time zone"),
    BYTEA("bytea"),
    TEXTS("ARRAY");

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String name;

    ColumnType(String name) {
        this.name = name;
    }

    /** @param name as the database itself calls it */
    static ColumnType named(String name) {
        for (var type : values()) {
            if (type.name.equals(name)) {
                return type;
            }
        }
        throw Problem.refused("a column has the type %s, which no backup can hold".formatted(name));
    }

    @Nullable
    String read(ResultSet row, int column) throws SQLException {
        return switch (this) {
            case TEXT, JSONB, UUID, BIGINT, INTEGER, SMALLINT -> row.getString(column);
            case NUMERIC -> {
                var number = row.getBigDecimal(column);
                yield number == null ? null : number.toPlainString();
            }
            case BOOLEAN -> {
                boolean value = row.getBoolean(column);
                yield row.wasNull() ? null : Boolean.toString(value);
            }
            case TIMESTAMPTZ -> {
                var time = row.getObject(column, OffsetDateTime.class);
                yield time == null ? null : time.toInstant().toString();
            }
            case BYTEA -> {
                var bytes = row.getBytes(column);
                yield bytes == null ? null : HexFormat.of().formatHex(bytes);
            }
            case TEXTS -> {
                var array = row.getArray(column);
                yield array == null ? null : json(array.getArray());
            }
        };
    }

    /** What a statement takes for it; @throws Problem BAD_REQUEST if the text is none of this type */
    @Nullable
    Object value(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return switch (this) {
                case TEXT -> text;
                case JSONB -> new Json(text);
                case UUID -> java.util.UUID.fromString(text);
                case BIGINT -> Long.valueOf(text);
                case INTEGER, SMALLINT -> Integer.valueOf(text);
                case NUMERIC -> new BigDecimal(text);
                case BOOLEAN -> flag(text);
                case TIMESTAMPTZ -> Instant.parse(text);
                case BYTEA -> HexFormat.of().parseHex(text);
                case TEXTS -> JSON.readValue(text, String[].class);
            };
        } catch (IllegalArgumentException | java.time.DateTimeException | JsonProcessingException e) {
            throw Problem.bad("a value of a backup is no " + name).because(e);
        }
    }

    private static Boolean flag(String text) {
        if (!text.equals("true") && !text.equals("false")) {
            throw new IllegalArgumentException("neither true nor false");
        }
        return Boolean.valueOf(text);
    }

    private static String json(Object array) {
        try {
            return JSON.writeValueAsString(array);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts always have a JSON form", e);
        }
    }
}
