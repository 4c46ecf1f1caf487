package metalplant.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import java.io.IOException;

/** Text in JSON. Only a JSON string is text, and it must be {@link StorableText}. */
final class WireText {
    private WireText() {}

    static final class Reader extends StdScalarDeserializer<String> {
        private static final long serialVersionUID = 1L;

        Reader() {
            super(String.class);
        }

        @Override
        public String deserialize(JsonParser in, DeserializationContext context) throws IOException {
            if (!in.hasToken(JsonToken.VALUE_STRING)) {
                return (String) context.handleUnexpectedToken(String.class, in);
            }
            var text = in.getText();
            if (!StorableText.is(text)) {
                return (String) context.handleWeirdStringValue(
                        String.class, "", "text must hold neither NUL nor half of a surrogate pair");
            }
            return text;
        }
    }

    static final class KeyReader extends KeyDeserializer {
        @Override
        public Object deserializeKey(String key, DeserializationContext context) throws IOException {
            if (!StorableText.is(key)) {
                return context.handleWeirdKey(
                        String.class, "", "a key must hold neither NUL nor half of a surrogate pair");
            }
            return key;
        }
    }
}
