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
import metalplant.server.http.Contract;
import metalplant.server.http.Feature;
import metalplant.server.http.Operation;

/**
 * The API document: Swagger 2.0, open to everybody, made of the very operations that are served, so that it can name neither
 * more nor less, and of the wire records that their bodies are read into and written from.
 *
 * @see "metal-api-rest.md 1"
 */
public final class ApiDocumentHttp implements Feature {
    private static final Pattern PARAMETER = Pattern.compile("\\{([^}]+)}");
    private static final String JSON = "application/json";
    private static final String FORM = "multipart/form-data";
    private static final String HMAC = "HMAC";

    private final Schemas schemas = new Schemas();
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
        made.put("basePath", basePath.equals("/") ? "/" : basePath.substring(0, basePath.length() - 1));
        made.put("consumes", List.of(JSON));
        made.put("produces", List.of(JSON));
        made.put("paths", paths);
        made.put("definitions", schemas.definitions());
        made.put(
                "securityDefinitions", Map.of(HMAC, Map.of("type", "apiKey", "in", "header", "name", "Authorization")));
        made.put("security", List.of(Map.of(HMAC, List.of())));
        this.document = made;
    }

    @Override
    public List<Operation> operations() {
        return List.of(Operation.get("/apidocs.json", "apidocs", Role.OPEN, _ -> Answer.ok(document)));
    }

    Map<String, Object> document() {
        return document;
    }

    private Map<String, Object> describe(Operation operation) {
        var told = new LinkedHashMap<String, Object>();
        told.put("operationId", operation.id());
        told.put("tags", List.of(tag(operation.path())));
        told.put("description", access(operation.role()));
        told.put("consumes", List.of(operation.body() == Operation.Body.FILE ? FORM : JSON));
        told.put("produces", List.of(JSON));
        told.put("parameters", parameters(operation));
        told.put("responses", responses(operation.contract()));
        told.put("security", operation.role() == Role.OPEN ? List.of() : List.of(Map.of(HMAC, List.of())));
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

    private List<Object> parameters(Operation operation) {
        var all = new ArrayList<>();
        var names = PARAMETER.matcher(operation.path());
        while (names.find()) {
            all.add(Map.of("name", names.group(1), "in", "path", "required", true, "type", "string"));
        }
        operation
                .contract()
                .queries()
                .forEach(query ->
                        all.add(Map.of("name", query.name(), "in", "query", "required", false, "type", query.type())));
        if (operation.body() == Operation.Body.FILE) {
            all.add(Map.of("name", "file", "in", "formData", "type", "file"));
        }
        operation
                .contract()
                .request()
                .ifPresent(shape -> all.add(
                        Map.of("name", "body", "in", "body", "required", true, "schema", schemas.request(shape))));
        return all;
    }

    private Map<String, Object> responses(Contract contract) {
        var told = new TreeMap<String, Object>();
        for (int code : contract.success()) {
            var description = code == 201 ? "Created" : "OK";
            told.put(
                    Integer.toString(code),
                    contract.answer()
                            .map(shape -> Map.of("description", description, "schema", schemas.answer(shape)))
                            .orElse(Map.of("description", description)));
        }
        contract.refusals()
                .forEach((code, shape) -> told.put(
                        Integer.toString(code),
                        refusal(shape.map(schemas::answer).orElseGet(schemas::error))));
        told.put("default", refusal(schemas.error()));
        return told;
    }

    private static Map<String, Object> refusal(Map<String, Object> schema) {
        return Map.of("description", "Error", "schema", schema);
    }
}
