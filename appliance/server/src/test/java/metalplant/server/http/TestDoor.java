package metalplant.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import metalplant.door.Caller;
import metalplant.door.Problems;
import metalplant.door.Role;
import metalplant.model.Problem;
import metalplant.wire.WireJson;

/** The REST door without sockets and callers: finds the operation, reads the body, calls the handler, writes the answer. */
public final class TestDoor {
    private final List<Operation> operations;

    public TestDoor(Feature... features) {
        this.operations = Stream.of(features)
                .flatMap(feature -> feature.operations().stream())
                .toList();
    }

    /**
     * What came back.
     *
     * @param body of an answer; a missing node after a problem
     * @param message of a problem, "" otherwise
     */
    public record Reply(int status, JsonNode body, String message) {}

    /** One line per operation: verb, path, id and role, in order of path and verb. */
    public String table() {
        return operations.stream()
                .sorted(Comparator.comparing(Operation::path).thenComparing(Operation::verb))
                .map(o -> "%s %s %s %s".formatted(o.verb(), o.path(), o.id(), o.role()))
                .collect(Collectors.joining("\n"));
    }

    public Reply get(String path) {
        return send("GET", path, "");
    }

    /** As the few clients do that send a body with a GET. */
    public Reply getWithBody(String path, String body) {
        return send("GET", path, body);
    }

    public Reply delete(String path) {
        return send("DELETE", path, "");
    }

    public Reply put(String path, String body) {
        return send("PUT", path, body);
    }

    public Reply post(String path, String body) {
        return send("POST", path, body);
    }

    /** @param body JSON; single quotes stand for double ones */
    private Reply send(String verb, String target, String body) {
        var parts = target.split("\\?", 2);
        var operation = operations.stream()
                .filter(o -> o.verb().equals(verb) && matches(o.path(), parts[0]))
                .min(Comparator.comparingInt(
                        o -> o.path().length() - o.path().replace("{", "").length()))
                .orElseThrow(() -> new AssertionError("no operation " + verb + " " + parts[0]));
        var call = new TestCall(operation.path(), parts[0], parts.length > 1 ? parts[1] : "", body.replace('\'', '"'));
        try {
            return reply(operation.handler().handle(call));
        } catch (Problem problem) {
            return new Reply(Problems.status(problem), missing(), Problems.message(problem));
        }
    }

    private static Reply reply(Answer answer) {
        return switch (answer) {
            case Answer.Json(int status, var body) ->
                new Reply(status, tree(body == null ? "null" : WireJson.text(body)), "");
            case Answer.Empty(int status) -> new Reply(status, missing(), "");
            case Answer.Stream(int status, var writer) -> new Reply(status, tree(written(writer)), "");
        };
    }

    private static String written(Answer.Writer writer) {
        var text = new StringWriter();
        try (var json = WireJson.mapper().createGenerator(text)) {
            writer.write(json);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return text.toString();
    }

    private static JsonNode tree(String json) {
        try {
            return WireJson.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    private static JsonNode missing() {
        return com.fasterxml.jackson.databind.node.MissingNode.getInstance();
    }

    private static boolean matches(String template, String path) {
        var wanted = template.split("/");
        var given = path.split("/");
        if (wanted.length != given.length) {
            return false;
        }
        for (int i = 0; i < wanted.length; i++) {
            if (!wanted[i].startsWith("{") && !wanted[i].equals(given[i])) {
                return false;
            }
        }
        return true;
    }

    private record TestCall(String template, String target, String queryText, String json) implements Call {
        @Override
        public Caller caller() {
            return new Caller("metal-admin@metal-stack.io", "Metal-Admin", "provider", Role.ADMIN);
        }

        @Override
        public String path(String name) {
            int at = List.of(template.split("/")).indexOf("{" + name + "}");
            return target.split("/")[at];
        }

        @Override
        public Optional<String> query(String name) {
            Map<String, String> values = new TreeMap<>();
            Arrays.stream(queryText.split("&"))
                    .map(pair -> pair.split("=", 2))
                    .filter(pair -> pair.length == 2)
                    .forEach(pair -> values.put(pair[0], pair[1]));
            return Optional.ofNullable(values.get(name));
        }

        @Override
        public boolean flag(String name) {
            return query(name).map(Boolean::parseBoolean).orElse(false);
        }

        @Override
        public InputStream file(String field) {
            return new ByteArrayInputStream(json.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public <T> T body(Class<T> type) {
            try {
                return WireJson.mapper().readValue(json, type);
            } catch (JsonProcessingException e) {
                throw Problem.bad(e.getOriginalMessage()).because(e);
            }
        }
    }
}
