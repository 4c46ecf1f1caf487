package metalplant.wire;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The one JSON mapper of the plant. It reads as the reference does: keys in any case, unknown keys ignored, null equal
 * to absent, and no value of one type for another. What it cannot read is a {@link JsonProcessingException} of some
 * kind, always: the server answers 400 to every one of them, also to those that the library blames on a definition (a key
 * repeated after all others of its object is one).
 *
 * <p>Nesting, numbers, names and texts have bounds here; the length of a body is bounded by the server.
 */
public final class WireJson {
    /** Deepest nesting accepted, in unknown fields too. Real bodies stay below 10. */
    public static final int DEPTH_MAX = 64;

    /** Longest text accepted, in characters: user data and audit bodies are the long ones. */
    public static final int TEXT_LENGTH_MAX = 4 * 1024 * 1024;

    private static final int NUMBER_LENGTH_MAX = 64;
    private static final int NAME_LENGTH_MAX = 1024;
    private static final JsonMapper MAPPER = build();

    private WireJson() {}

    /** The mapper itself; it is shared, so nobody may configure it. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /** A value as JSON text. A value of this module can always be written: failing is a bug. */
    public static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write " + value.getClass().getName(), e);
        }
    }

    /** A text as a JSON string in UTF-8; half surrogates become question marks, so that this cannot fail. */
    public static byte[] lenientBytes(String text) {
        return text(text).getBytes(StandardCharsets.UTF_8);
    }

    private static JsonMapper build() {
        var limits = StreamReadConstraints.builder()
                .maxNestingDepth(DEPTH_MAX)
                .maxNumberLength(NUMBER_LENGTH_MAX)
                .maxNameLength(NAME_LENGTH_MAX)
                .maxStringLength(TEXT_LENGTH_MAX)
                .build();
        // Names come from callers: interning them would keep them for ever.
        var factory = JsonFactory.builder()
                .streamReadConstraints(limits)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                // Always UTF-8: what is wrong in a guessed UTF-32 is no JsonProcessingException.
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
                .build();
        return JsonMapper.builder(factory)
                .addModule(values())
                .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_PROPERTIES)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .withCoercionConfigDefaults(coercions -> {
                    coercions.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
                    coercions.setCoercion(CoercionInputShape.EmptyArray, CoercionAction.Fail);
                })
                // A null among values would travel on as null where nobody expects one.
                .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
                .build();
    }

    private static SimpleModule values() {
        return new SimpleModule("wire")
                .addSerializer(Instant.class, new WireTime.Writer())
                .addDeserializer(Instant.class, new WireTime.Reader())
                .addDeserializer(String.class, new WireText.Reader())
                .addKeyDeserializer(String.class, new WireText.KeyReader());
    }
}
