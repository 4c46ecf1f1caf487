package metalplant.router.request;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import metalplant.model.Problem;
import metalplant.wire.WireJson;

/**
 * Finds a few fields in a JSON body without building it. Plants read names in any case and take the last of several, so names are folded
 * here too, and a field that is there twice with two values is refused: one reader would take the first, another one the last.
 *
 * <p>Nesting, names and texts are bounded by {@link WireJson}; the length of the body by the door.
 */
public final class Fields {
    private static final int VALUES_MAX = 256;

    private final Set<String> wanted;
    private final Set<String> objects;
    private final Map<String, List<String>> found = new LinkedHashMap<>();

    private Fields(Set<String> names) {
        this.wanted = names.stream().map(Fields::fold).collect(Collectors.toSet());
        this.objects = wanted.stream()
                .filter(name -> name.indexOf('.') > 0)
                .map(name -> name.substring(0, name.indexOf('.')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Reads the wanted fields; a dot leads into an object.
     *
     * @return texts by name as it was asked for; a list's elements in order; nothing for null, absent, empty lists and empty texts
     * @throws Problem BAD_REQUEST unless the body is one JSON object whose wanted fields are texts or lists of texts
     */
    public static Map<String, List<String>> read(byte[] body, Set<String> names) {
        if (body.length == 0) {
            throw Problem.bad("the request needs a JSON body");
        }
        var fields = new Fields(names);
        try (var parser = WireJson.mapper().getFactory().createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw Problem.bad("the body of the request must be a JSON object");
            }
            fields.object(parser, "");
            if (parser.nextToken() != null) {
                throw Problem.bad("something follows the JSON body of the request");
            }
        } catch (JsonProcessingException e) {
            throw Problem.bad("the body of the request is not JSON that can be read")
                    .because(e);
        } catch (IOException e) {
            throw Problem.bad("the body of the request cannot be read").because(e);
        }
        var result = new LinkedHashMap<String, List<String>>();
        names.forEach(name -> {
            var values = fields.found.getOrDefault(fold(name), List.of());
            if (!values.isEmpty()) {
                result.put(name, values);
            }
        });
        return result;
    }

    private void object(JsonParser parser, String prefix) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            var name = prefix + fold(parser.currentName());
            var value = parser.nextToken();
            if (wanted.contains(name)) {
                keep(name, texts(parser, value, name));
            } else if (value == JsonToken.START_OBJECT && prefix.isEmpty() && objects.contains(name)) {
                object(parser, name + ".");
            } else {
                parser.skipChildren();
            }
        }
    }

    private void keep(String name, List<String> values) {
        var before = found.putIfAbsent(name, values);
        if (before != null && !before.equals(values)) {
            throw Problem.bad("field %s is there twice with different values".formatted(name));
        }
    }

    private static List<String> texts(JsonParser parser, JsonToken value, String name) throws IOException {
        return switch (value) {
            case VALUE_NULL -> List.of();
            case VALUE_STRING -> parser.getText().isEmpty() ? List.of() : List.of(parser.getText());
            case START_ARRAY -> list(parser, name);
            default -> throw notText(name);
        };
    }

    private static List<String> list(JsonParser parser, String name) throws IOException {
        var values = new ArrayList<String>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (parser.currentToken() != JsonToken.VALUE_STRING || values.size() == VALUES_MAX) {
                throw notText(name);
            }
            values.add(parser.getText());
        }
        return List.copyOf(values);
    }

    private static Problem notText(String name) {
        return Problem.bad("field %s must be a text, or a list of at most %d of them".formatted(name, VALUES_MAX));
    }

    /** Through upper case, because some letters meet there only; the reference compares names in that way too. */
    private static String fold(String name) {
        return name.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    }
}
