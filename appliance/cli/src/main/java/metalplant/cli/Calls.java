package metalplant.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.BiFunction;
import java.util.function.Function;
import metalplant.cli.api.HostSocket;
import metalplant.cli.api.PlantApi;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.wire.WireJson;

/** Typed calls of a plant. An answer that is an error becomes a {@link Problem} with the plant's own words. */
public final class Calls implements AutoCloseable {
    private final Ways api;

    private Calls(Ways api) {
        this.api = api;
    }

    public Calls(PlantApi api) {
        this(new Ways(api::get, api::post, api::put, api::delete, api::close));
    }

    /** Of the box's host agent; it only answers and takes orders. */
    public static Calls of(HostSocket host) {
        return new Calls(new Ways(
                host::get,
                host::post,
                (_, _) -> {
                    throw new UnsupportedOperationException("plantd has nothing to put");
                },
                _ -> {
                    throw new UnsupportedOperationException("plantd has nothing to delete");
                },
                host::close));
    }

    /** One for each verb, whoever answers. */
    private record Ways(
            Function<String, PlantApi.Answer> get,
            BiFunction<String, JsonNode, PlantApi.Answer> post,
            BiFunction<String, JsonNode, PlantApi.Answer> put,
            Function<String, PlantApi.Answer> delete,
            Runnable close) {}

    public <T> T get(String path, Class<T> type) {
        return read(api.get().apply(path), type);
    }

    public <T> T post(String path, Object body, Class<T> type) {
        return read(api.post().apply(path, WireJson.mapper().valueToTree(body)), type);
    }

    public <T> T put(String path, Object body, Class<T> type) {
        return read(api.put().apply(path, WireJson.mapper().valueToTree(body)), type);
    }

    public <T> T delete(String path, Class<T> type) {
        return read(api.delete().apply(path), type);
    }

    private static <T> T read(PlantApi.Answer answer, Class<T> type) {
        if (!answer.isGood()) {
            throw Problem.refused(message(answer));
        }
        try {
            return WireJson.mapper().treeToValue(answer.body(), type);
        } catch (JsonProcessingException e) {
            throw Problem.of(
                            ProblemCode.STORED_STATE_IMPOSSIBLE,
                            "the plant answers what this plantctl does not understand; are they of one version?")
                    .because(e);
        }
    }

    /** Errors are JSON in a JSON text. */
    private static String message(PlantApi.Answer answer) {
        try {
            var inner = WireJson.mapper().readTree(answer.body().asText());
            var message = inner.path("message").asText();
            return message.isEmpty() ? answer.text() : message;
        } catch (JsonProcessingException _) {
            return answer.text();
        }
    }

    @Override
    public void close() {
        api.close().run();
    }
}
