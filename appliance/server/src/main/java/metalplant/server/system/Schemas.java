package metalplant.server.system;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import metalplant.server.http.Contract;
import metalplant.wire.Required;
import metalplant.wire.common.HealthResponse;
import metalplant.wire.common.HttpErrorResponse;
import metalplant.wire.common.Version;
import metalplant.wire.filesystem.FilesystemLayout;
import metalplant.wire.project.Project;
import metalplant.wire.tenant.Tenant;

/** Definitions of the API document, made of the wire records that are really read and written. */
final class Schemas {
    private static final String VERSION = "v1.";

    /** Records that the document calls otherwise than by their own name. */
    private static final Map<Class<?>, String> NAMES = Map.of(
            HttpErrorResponse.class, "httperrors.HTTPErrorResponse",
            HealthResponse.class, "rest.HealthResponse",
            Version.class, "rest.version",
            FilesystemLayout.class, "v1.FilesystemLayoutResponse",
            Project.class, "v1.ProjectResponse",
            Tenant.class, "v1.TenantResponse");

    private static final Map<Class<?>, Map<String, Object>> SCALARS = Map.ofEntries(
            Map.entry(String.class, Map.of("type", "string")),
            Map.entry(Boolean.class, Map.of("type", "boolean")),
            Map.entry(boolean.class, Map.of("type", "boolean")),
            Map.entry(Integer.class, Map.of("type", "integer", "format", "int32")),
            Map.entry(int.class, Map.of("type", "integer", "format", "int32")),
            Map.entry(Long.class, Map.of("type", "integer", "format", "int64")),
            Map.entry(long.class, Map.of("type", "integer", "format", "int64")),
            Map.entry(Float.class, Map.of("type", "number", "format", "float")),
            Map.entry(float.class, Map.of("type", "number", "format", "float")),
            Map.entry(Double.class, Map.of("type", "number", "format", "double")),
            Map.entry(double.class, Map.of("type", "number", "format", "double")),
            Map.entry(Instant.class, Map.of("type", "string", "format", "date-time")));

    private static final Map<String, Object> WIDE = Map.of("type", "integer", "format", "int64");

    private static final Map<String, Object> WIDE_EACH = Map.of("type", "object", "additionalProperties", WIDE);

    /** Keys of which clients were told another type than the record has: small numbers that they have in 64 bits. */
    private static final Map<String, Map<String, Object>> TOLD = Map.of(
            "DiskPartition.number", WIDE,
            "NetworkAllocateRequest.length", WIDE_EACH,
            "NetworkCreateRequest.defaultchildprefixlength", WIDE_EACH,
            "NetworkUpdateRequest.defaultchildprefixlength", WIDE_EACH,
            "NetworkResponse.defaultchildprefixlength", WIDE_EACH);

    /** Keys whose record goes by another name in this one place. */
    private static final Map<String, String> RENAMED = Map.of("SwitchNic.bgp_port_state", "metal.SwitchBGPPortState");

    private final Map<String, Object> definitions = new TreeMap<>();

    /** All that was asked for so far, and what it refers to. */
    Map<String, Object> definitions() {
        return definitions;
    }

    Map<String, Object> request(Contract.Shape shape) {
        return of(shape, true);
    }

    Map<String, Object> answer(Contract.Shape shape) {
        return of(shape, false);
    }

    /** The body of every error that has no other shape. */
    Map<String, Object> error() {
        return define(HttpErrorResponse.class, nameOf(HttpErrorResponse.class), false);
    }

    private Map<String, Object> of(Contract.Shape shape, boolean request) {
        var one = shape.type().isRecord() ? define(shape.type(), shape.name(), request) : type(shape.type());
        return shape.many() ? Map.of("type", "array", "items", one) : one;
    }

    private static String nameOf(Class<?> type) {
        return NAMES.getOrDefault(type, VERSION + type.getSimpleName());
    }

    private Map<String, Object> define(Class<?> type, String name, boolean request) {
        if (!definitions.containsKey(name)) {
            var definition = new LinkedHashMap<String, Object>();
            // Before its parts, which may refer to it.
            definitions.put(name, definition);
            var properties = new TreeMap<String, Object>();
            var required = new ArrayList<String>();
            collect(type, request, properties, required);
            definition.put("type", "object");
            definition.put("properties", properties);
            if (!required.isEmpty()) {
                definition.put("required", required.stream().sorted().toList());
            }
        }
        return Map.of("$ref", "#/definitions/" + name);
    }

    private void collect(Class<?> type, boolean request, Map<String, Object> properties, List<String> required) {
        for (var component : type.getRecordComponents()) {
            if (component.getAccessor().isAnnotationPresent(JsonUnwrapped.class)) {
                collect(component.getType(), request, properties, required);
            } else {
                var key = key(component);
                properties.put(key, property(component, type.getSimpleName() + "." + key));
                if (isRequired(component, request)) {
                    required.add(key);
                }
            }
        }
    }

    private Map<String, Object> property(RecordComponent component, String place) {
        var renamed = RENAMED.get(place);
        if (renamed != null) {
            return define(component.getType(), renamed, false);
        }
        var told = TOLD.get(place);
        return told == null ? type(component.getGenericType()) : told;
    }

    private static String key(RecordComponent component) {
        var named = component.getAccessor().getAnnotation(JsonProperty.class);
        return named == null || named.value().isEmpty() ? component.getName() : named.value();
    }

    private static boolean isRequired(RecordComponent component, boolean request) {
        var required = component.getAnnotation(Required.class);
        return required != null && (!request || required.inRequests());
    }

    private Map<String, Object> type(Type type) {
        if (type instanceof Class<?> plain) {
            return plain.isRecord() ? define(plain, nameOf(plain), false) : scalar(plain);
        }
        var generic = (ParameterizedType) type;
        var arguments = generic.getActualTypeArguments();
        if (Collection.class.isAssignableFrom((Class<?>) generic.getRawType())) {
            return Map.of("type", "array", "items", type(arguments[0]));
        }
        return Map.of("type", "object", "additionalProperties", type(arguments[1]));
    }

    /** What is no scalar has a shape that this plant passes on without knowing it. */
    private static Map<String, Object> scalar(Class<?> type) {
        return SCALARS.getOrDefault(type, Map.of("type", "object"));
    }
}
