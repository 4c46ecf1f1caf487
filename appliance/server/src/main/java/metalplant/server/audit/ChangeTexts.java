package metalplant.server.audit;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.util.List;
import java.util.Optional;
import metalplant.core.audit.Change;
import metalplant.wire.audit.AuditDocument;
import org.jspecify.annotations.Nullable;

/** Entities of the model as documents, field by field, with what is secret hidden. */
final class ChangeTexts {
    private static final int LENGTH_MAX = 16 * 1024;

    /** Fields only: what an entity computes is no part of it. */
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .visibility(PropertyAccessor.ALL, Visibility.NONE)
            .visibility(PropertyAccessor.FIELD, Visibility.ANY)
            .build();

    private ChangeTexts() {}

    static List<AuditDocument.Change> of(List<Change> changes) {
        return changes.stream().map(ChangeTexts::of).toList();
    }

    private static AuditDocument.Change of(Change change) {
        var before = tree(change.before());
        var after = tree(change.after());
        if (before instanceof ObjectNode one && after instanceof ObjectNode other) {
            leaveDifferent(one, other);
        }
        return new AuditDocument.Change(change.kind(), change.id(), told(before), told(after));
    }

    private static @Nullable JsonNode tree(Optional<Object> entity) {
        return entity.map(ChangeTexts::written).orElse(null);
    }

    /** An entity that cannot be written down must not keep its change from happening. */
    private static JsonNode written(Object entity) {
        try {
            return MAPPER.valueToTree(entity);
        } catch (IllegalArgumentException _) {
            return note("this entity cannot be written down");
        }
    }

    private static void leaveDifferent(ObjectNode one, ObjectNode other) {
        var names = one.propertyStream().map(java.util.Map.Entry::getKey).toList();
        for (var name : names) {
            if (one.get(name).equals(other.get(name))) {
                one.remove(name);
                other.remove(name);
            }
        }
    }

    private static @Nullable JsonNode told(@Nullable JsonNode document) {
        if (document == null) {
            return null;
        }
        var hidden = Redaction.hidden(document);
        int length = hidden.toString().length();
        return length <= LENGTH_MAX ? hidden : note("%d characters are too many".formatted(length));
    }

    private static JsonNode note(String text) {
        return JsonNodeFactory.instance.objectNode().put("note", text);
    }
}
