package metalplant.cli.moving;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Stream;

/** The part of a document that somebody chose: what a create request takes. Empty and absent are the same. */
final class Shape {
    private Shape() {}

    /** The named fields of a document, without what is empty; a name with a dot is a field of a field. */
    static ObjectNode of(JsonNode document, List<String> fields) {
        var shape = JsonNodeFactory.instance.objectNode();
        for (var field : fields) {
            var parts = field.split("\\.", 2);
            var value = cleansed(parts.length == 1 ? document.path(field) : document.at("/" + field.replace('.', '/')));
            if (isEmpty(value)) {
                continue;
            }
            if (parts.length == 1) {
                shape.set(field, value);
            } else {
                shape.withObject("/" + parts[0]).set(parts[1], value);
            }
        }
        return shape;
    }

    private static JsonNode cleansed(JsonNode value) {
        if (value.isArray()) {
            var list = JsonNodeFactory.instance.arrayNode();
            value.forEach(each -> list.add(cleansed(each)));
            return list;
        }
        if (!value.isObject()) {
            return value;
        }
        var object = JsonNodeFactory.instance.objectNode();
        value.properties().forEach(field -> {
            var inner = cleansed(field.getValue());
            // How much of a quota is used is nobody's choice.
            if (!isEmpty(inner) && !field.getKey().equals("used")) {
                object.set(field.getKey(), inner);
            }
        });
        return object;
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isMissingNode()
                || value.isNull()
                || (value.isContainerNode() && value.isEmpty())
                || (value.isTextual()
                        && (value.textValue().isEmpty() || value.textValue().startsWith("0001-01-01")))
                || (value.isBoolean() && !value.booleanValue())
                || (value.isNumber() && value.asLong() == 0);
    }

    /** The fields in which two shapes differ. */
    static List<String> differences(ObjectNode one, ObjectNode other) {
        return Stream.concat(one.propertyStream(), other.propertyStream())
                .map(java.util.Map.Entry::getKey)
                .distinct()
                .filter(name -> !one.path(name).equals(other.path(name)))
                .sorted()
                .toList();
    }
}
