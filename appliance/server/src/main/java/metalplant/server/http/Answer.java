package metalplant.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What a handler answers. */
public sealed interface Answer {
    int status();

    /** @param body a wire record, a list of them, or null where the API answers null */
    record Json(int status, @Nullable Object body) implements Answer {}

    /** A body too large to hold: written piece by piece as it is read. A problem after the first piece cuts the connection. */
    record Stream(int status, Writer writer) implements Answer {}

    /** Nothing but a status. */
    record Empty(int status) implements Answer {}

    /** Writes a JSON document. */
    @FunctionalInterface
    interface Writer {
        void write(JsonGenerator out) throws IOException;
    }

    static Answer ok(@Nullable Object body) {
        return new Json(200, body);
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
