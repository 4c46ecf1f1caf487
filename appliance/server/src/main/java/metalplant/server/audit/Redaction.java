package metalplant.server.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import metalplant.wire.WireJson;

/** Takes what nobody should read again out of documents, by the names of their fields, at any depth. */
final class Redaction {
    static final String HIDDEN = "***";

    /** Without underscores and in lower case. */
    private static final Set<String> SECRET = Set.of(
            "password",
            "consolepassword",
            "superuserpassword",
            "secret",
            "clientsecret",
            "key",
            "privatekey",
            "authkey",
            "hmac",
            "hmackey",
            "token",
            "userdata",
            "template",
            "words",
            "code");

    private static final int TEXT_LENGTH_MAX = 16 * 1024;

    private Redaction() {}

    /** A body as it is kept: JSON without secrets, cut where it is too long; of anything else the length alone. */
    static String body(byte[] bytes) {
        if (bytes.length == 0) {
            return "";
        }
        try {
            return cut(hidden(WireJson.mapper().readTree(bytes)).toString());
        } catch (IOException _) {
            return "(%d bytes that are no JSON)".formatted(bytes.length);
        }
    }

    /** The same document, changed. */
    static JsonNode hidden(JsonNode document) {
        if (document instanceof ObjectNode object) {
            for (var field : object.properties()) {
                if (isSecret(field.getKey()) && !field.getValue().isNull()) {
                    field.setValue(TextNode.valueOf(HIDDEN));
                } else {
                    hidden(field.getValue());
                }
            }
        } else if (document.isArray()) {
            document.forEach(Redaction::hidden);
        }
        return document;
    }

    private static boolean isSecret(String name) {
        return SECRET.contains(name.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT));
    }

    static String cut(String text) {
        return text.length() <= TEXT_LENGTH_MAX
                ? text
                : text.substring(0, TEXT_LENGTH_MAX) + "... (%d characters)".formatted(text.length());
    }

    /** The text of a top-level field; "" if there is none. */
    static String field(byte[] bytes, String name) {
        if (bytes.length == 0) {
            return "";
        }
        try {
            return WireJson.mapper().readTree(bytes).path(name).asText("");
        } catch (IOException _) {
            return "";
        }
    }
}
