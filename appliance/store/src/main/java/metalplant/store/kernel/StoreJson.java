package metalplant.store.kernel;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.function.Function;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.ip.Cidr;
import metalplant.model.ip.IpAddress;

/** How bodies are kept in JSONB columns. Unknown fields are ignored, so that the release before can read what this one wrote. */
public final class StoreJson {
    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .addModule(new SimpleModule()
                    .addSerializer(text(Cidr.class))
                    .addDeserializer(Cidr.class, fromText(Cidr.class, Cidr::parse))
                    .addSerializer(text(IpAddress.class))
                    .addDeserializer(IpAddress.class, fromText(IpAddress.class, IpAddress::parse)))
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private StoreJson() {}

    public static Db.Json write(Object value) {
        return new Db.Json(text(value));
    }

    public static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JacksonException e) {
            throw Problem.of(
                            ProblemCode.STORED_STATE_IMPOSSIBLE,
                            "cannot write " + value.getClass().getSimpleName())
                    .because(e);
        }
    }

    public static <T> T read(String text, Class<T> type) {
        return read(text, MAPPER.constructType(type));
    }

    /** Reads a parameterised type, made once by {@link #listOf}. */
    public static <T> T read(String text, JavaType type) {
        try {
            return MAPPER.readValue(text, type);
        } catch (JacksonException e) {
            throw Problem.of(ProblemCode.STORED_STATE_IMPOSSIBLE, "cannot read a stored " + type.toCanonical())
                    .because(e);
        }
    }

    public static JavaType listOf(Class<?> element) {
        return MAPPER.getTypeFactory().constructCollectionType(java.util.List.class, element);
    }

    private static <T> StdScalarSerializer<T> text(Class<T> type) {
        return new StdScalarSerializer<>(type) {
            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider provider) throws IOException {
                out.writeString(value.toString());
            }
        };
    }

    private static <T> StdScalarDeserializer<T> fromText(Class<T> type, Function<String, T> parse) {
        return new StdScalarDeserializer<>(type) {
            @Override
            public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
                return parse.apply(in.getText());
            }
        };
    }
}
