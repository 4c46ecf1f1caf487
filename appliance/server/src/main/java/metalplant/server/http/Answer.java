package metalplant.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.function.Consumer;
import metalplant.wire.WireJson;
import org.jspecify.annotations.Nullable;

/** What a handler answers. */
public sealed interface Answer {
    /** Records of a list whose document is held in whole. */
    int HELD_MAX = 100;

    int status();

    /** @param body a wire record, a list of them, or null where the API answers null */
    record Json(int status, @Nullable Object body) implements Answer {}

    /** A body too large to hold: written piece by piece as it is read. A problem after the first piece cuts the connection. */
    record Stream(int status, Writer writer) implements Answer {}

    /** Nothing but a status. */
    record Empty(int status) implements Answer {}

    /** Gives wire records one after the other, as they come out of the database. */
    @FunctionalInterface
    interface Rows {
        void each(Consumer<Object> sink);
    }

    /** Writes a JSON document. */
    @FunctionalInterface
    interface Writer {
        void write(JsonGenerator out) throws IOException;
    }

    static Answer ok(@Nullable Object body) {
        return body instanceof Collection<?> list && list.size() > HELD_MAX
                ? rows(sink -> list.forEach(sink))
                : new Json(200, body);
    }

    /** A list of which nothing is held but what the rows themselves hold. */
    static Answer rows(Rows rows) {
        return stream(out -> {
            out.writeStartArray();
            write(rows, out);
            out.writeEndArray();
        });
    }

    /** The same, but null when there is none: clients have always got that of some lists. */
    static Answer rowsOrNull(Rows rows) {
        return stream(out -> {
            write(
                    sink -> rows.each(record -> {
                        begin(out);
                        sink.accept(record);
                    }),
                    out);
            if (out.getOutputContext().inRoot()) {
                out.writeNull();
            } else {
                out.writeEndArray();
            }
        });
    }

    private static void begin(JsonGenerator out) {
        try {
            if (out.getOutputContext().inRoot()) {
                out.writeStartArray();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Rows rows, JsonGenerator out) throws IOException {
        // Flushing after each record would make each one a packet.
        var writer = WireJson.mapper().writer().without(SerializationFeature.FLUSH_AFTER_WRITE_VALUE);
        try {
            rows.each(record -> {
                try {
                    writer.writeValue(out, record);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    static Answer done() {
        return new Empty(200);
    }

    static Answer created(Object body) {
        return new Json(201, body);
    }

    static Answer stream(Writer writer) {
        return new Stream(200, writer);
    }
}
