package metalplant.server.system;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import metalplant.door.Role;
import metalplant.server.http.Answer;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;

/**
 * The API document: Swagger 2.0, open to everybody, made of the very operations that are served, so that it can name neither
 * more nor less. It tells paths, verbs, operation ids, parameters in paths and who may call; it does not spell out bodies.
 *
 * @see "metal-api-rest.md 1"
 */
public final class ApiDocumentHttp implements Feature {
    private static final Pattern PARAMETER = Pattern.compile("\\{([^}]+)}");
    private static final String JSON = "application/json";
    private static final String ERROR = "httperrors.HTTPErrorResponse";

    private static final Map<String, Object> REFUSED =
            Map.of("description", "Error", "schema", Map.of("$ref", "#/definitions/" + ERROR));

    private final Map<String, Object> document;

    /**
     * @param basePath starts and ends with a slash
     * @param version of the plant
     * @param features what is served beside this
     */
    public ApiDocumentHttp(String basePath, String version, List<Feature> features) {
        var paths = new TreeMap<String, Map<String, Object>>();
        for (var feature : features) {
            for (var operation : feature.operations()) {
                paths.computeIfAbsent(operation.path(), _ -> new TreeMap<>())
                        .put(operation.verb().toLowerCase(Locale.ROOT), describe(operation));
            }
        }
        var made = new LinkedHashMap<String, Object>();
        made.put("swagger", "2.0");
        made.put("info", Map.of("title", "metal-api", "version", version));
        made.put("basePath", basePath.substring(0, basePath.length() - 1));
        made.put("consumes", List.of(JSON));
        made.put("produces", List.of(JSON));
        made.put("paths", paths);
        made.put("definitions", Map.of(ERROR, error()));
        made.put(
                "securityDefinitions",
                Map.of("HMAC", Map.of("type", "apiKey", "in", "header", "name", "Authorization")));
        this.document = made;
    }

    @Override
    public List<Operation> operations() {
        return List.of(Operation.get("/apidocs.json", "apidocs", Role.OPEN, _ -> Answer.ok(document)));
    }

    Map<String, Object> document() {
        return document;
    }

    private static Map<String, Object> describe(Operation operation) {
        var told = new LinkedHashMap<String, Object>();
        told.put("operationId", operation.id());
        told.put("tags", List.of(tag(operation.path())));
        told.put("description", access(operation.role()));
        told.put("parameters", parameters(operation));
        told.put("responses", Map.of("default", REFUSED));
        told.put("security", operation.role() == Role.OPEN ? List.of() : List.of(Map.of("HMAC", List.of())));
        return told;
    }

    /** The word after the version, which is the feature's. */
    private static String tag(String path) {
        var parts = path.split("/", -1);
        return parts.length > 2 ? parts[2] : "";
    }

    private static String access(Role role) {
        return switch (role) {
            case OPEN -> "needs no credentials";
            case ANY -> "needs credentials of any role";
            case VIEW, EDIT, ADMIN -> "needs the role " + role.name().toLowerCase(Locale.ROOT) + " or a higher one";
        };
    }

    private static List<Object> parameters(Operation operation) {
        var all = new ArrayList<>();
        var names = PARAMETER.matcher(operation.path());
        while (names.find()) {
            all.add(Map.of("name", names.group(1), "in", "path", "required", true, "type", "string"));
        }
        if (operation.hasBody()) {
            all.add(Map.of("name", "body", "in", "body", "required", true, "schema", Map.of("type", "object")));
        }
        return all;
    }

    private static Map<String, Object> error() {
        return Map.of(
                "type",
                "object",
                "required",
                List.of("message", "statuscode"),
                "properties",
                Map.of(
                        "message",
                        Map.of("type", "string"),
                        "statuscode",
                        Map.of("type", "integer", "format", "int32")));
    }
}
