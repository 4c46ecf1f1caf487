package metalplant.router.merge;

import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Optional;
import metalplant.wire.WireJson;

/** Reads one field of a document and nothing else. */
public final class Keys {
    private Keys() {}

    /** A text on the first level; empty if it is not there or the document is none. */
    public static Optional<String> of(byte[] document, String field) {
        try (var parser = WireJson.mapper().getFactory().createParser(document)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean wanted = parser.currentName().equals(field);
                var value = parser.nextToken();
                if (wanted) {
                    return value == JsonToken.VALUE_STRING ? Optional.of(parser.getText()) : Optional.empty();
                }
                parser.skipChildren();
            }
            return Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }
}
