package metalplant.core.bus;

import java.math.BigDecimal;
import java.util.List;

/** Writes one JSON object, key by key. Keys come in the order they are added; nothing is read back. */
final class JsonText {
    private final StringBuilder out = new StringBuilder("{");

    JsonText text(String key, String value) {
        key(key);
        quote(value);
        return this;
    }

    /** Leaves the key out when the text is empty, as Go's omitempty does. */
    JsonText textUnlessEmpty(String key, String value) {
        return value.isEmpty() ? this : text(key, value);
    }

    /** A number without a useless fraction; what JSON cannot say becomes 0. */
    JsonText number(String key, float value) {
        key(key);
        out.append(
                Float.isFinite(value)
                        ? new BigDecimal(Float.toString(value))
                                .stripTrailingZeros()
                                .toPlainString()
                        : "0");
        return this;
    }

    JsonText nothing(String key) {
        key(key);
        out.append("null");
        return this;
    }

    JsonText object(String key, JsonText value) {
        key(key);
        out.append(value.end());
        return this;
    }

    JsonText objects(String key, List<JsonText> values) {
        key(key);
        out.append('[')
                .append(String.join(",", values.stream().map(JsonText::end).toList()))
                .append(']');
        return this;
    }

    String end() {
        return out + "}";
    }

    private void key(String key) {
        if (out.length() > 1) {
            out.append(',');
        }
        quote(key);
        out.append(':');
    }

    private void quote(String value) {
        out.append('"');
        value.chars().forEach(this::character);
        out.append('"');
    }

    private void character(int c) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> plain(c);
        }
    }

    /** Escapes what is no text by itself: control characters and half surrogates could not be sent as UTF-8. */
    private void plain(int c) {
        if (c < ' ' || c == 0x7f || Character.isSurrogate((char) c)) {
            out.append("\\u%04x".formatted(c));
        } else {
            out.append((char) c);
        }
    }
}
