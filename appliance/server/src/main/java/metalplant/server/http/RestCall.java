package metalplant.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import metalplant.door.Caller;
import metalplant.model.Problem;
import metalplant.wire.WireJson;
import org.jspecify.annotations.Nullable;

/**
 * A call that came in over HTTP, or from a door in the same process.
 *
 * @param paths path parameters by name, decoded
 * @param queries first values of query parameters by name
 * @param bytes of a body that is read whole; empty for operations that take a file
 * @param files of a form by the name of their field
 */
record RestCall(
        UnaryOperator<String> paths,
        Function<String, Optional<String>> queries,
        Caller caller,
        byte[] bytes,
        Function<String, InputStream> files)
        implements Call {

    static RestCall of(ServerRequest request, Caller caller, byte[] bytes) {
        return new RestCall(
                name -> request.path().pathParameters().get(name),
                name -> request.query().contains(name)
                        ? Optional.of(request.query().get(name))
                        : Optional.empty(),
                caller,
                bytes,
                field -> Upload.file(
                        field,
                        request.headers().first(HeaderNames.CONTENT_TYPE).orElse(""),
                        () -> request.content().inputStream()));
    }

    @Override
    public String path(String name) {
        return paths.apply(name);
    }

    @Override
    public Optional<String> query(String name) {
        return queries.apply(name);
    }

    @Override
    public InputStream file(String field) {
        return files.apply(field);
    }

    @Override
    public boolean flag(String name) {
        return query(name)
                .map(text -> switch (text) {
                    case "true", "True", "TRUE", "t", "T", "1" -> true;
                    case "false", "False", "FALSE", "f", "F", "0", "" -> false;
                    default -> throw Problem.bad("query parameter %s must be true or false".formatted(name));
                })
                .orElse(false);
    }

    @Override
    public <T> T body(Class<T> type) {
        if (bytes.length == 0) {
            throw Problem.bad("the request needs a JSON body");
        }
        return read(type).orElseThrow(() -> Problem.bad("the body of the request must not be null"));
    }

    private <T> Optional<T> read(Class<T> type) {
        try {
            @Nullable T value = WireJson.mapper().readValue(bytes, type);
            return Optional.ofNullable(value);
        } catch (JsonProcessingException e) {
            throw Problem.bad("the body of the request is not the JSON this operation reads: " + firstLine(e))
                    .because(e);
        } catch (IOException e) {
            throw Problem.bad("the body of the request cannot be read").because(e);
        }
    }

    private static String firstLine(JsonProcessingException e) {
        var message = e.getOriginalMessage();
        int end = message.indexOf('\n');
        var line = end < 0 ? message : message.substring(0, end);
        return line.length() > 200 ? line.substring(0, 200) : line;
    }
}
