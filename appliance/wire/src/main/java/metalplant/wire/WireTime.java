package metalplant.wire;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/**
 * Times on the wire: RFC 3339 text with seconds, any fraction up to nanoseconds and any offset, years 0 to 9999.
 * Written in UTC. Clients send the zero time where they have none.
 */
public final class WireTime {
    /** "Never" and "unset": the zero value of the reference. */
    public static final Instant ZERO = Instant.parse("0001-01-01T00:00:00Z");

    private static final int LENGTH_MIN = "0001-01-01T00:00:00Z".length();
    private static final int LENGTH_MAX = "0001-01-01T00:00:00.123456789+01:00".length();
    private static final int YEAR_MAX = 9999;

    private WireTime() {}

    /** Whether a client meant "no time". */
    public static boolean isUnset(@Nullable Instant time) {
        return time == null || time.equals(ZERO);
    }

    /**
     * Reads a time.
     *
     * @throws DateTimeException if the text is no RFC 3339 time of the years 0 to 9999
     */
    public static Instant parse(String text) {
        if (text.length() < LENGTH_MIN || text.length() > LENGTH_MAX) {
            throw new DateTimeException("not an RFC 3339 time");
        }
        var time = DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
        var year = time.atOffset(ZoneOffset.UTC).getYear();
        if (year < 0 || year > YEAR_MAX) {
            throw new DateTimeException("the year is out of range");
        }
        return time;
    }

    static final class Writer extends StdScalarSerializer<Instant> {
        private static final long serialVersionUID = 1L;

        Writer() {
            super(Instant.class);
        }

        @Override
        public void serialize(Instant value, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(value.toString());
        }
    }

    static final class Reader extends StdScalarDeserializer<Instant> {
        private static final long serialVersionUID = 1L;

        Reader() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
            if (!in.hasToken(JsonToken.VALUE_STRING)) {
                return (Instant) context.handleUnexpectedToken(Instant.class, in);
            }
            try {
                return parse(in.getText());
            } catch (DateTimeException notATime) {
                return (Instant) context.handleWeirdStringValue(
                        Instant.class, in.getText(), "not an RFC 3339 time: %s", notATime.getMessage());
            }
        }
    }
}
