package metalplant.server.http;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What an operation reads and answers, as the API document tells it.
 *
 * @param request empty = no body is read
 * @param answer empty = nothing is in the body of a success
 * @param success status codes, the usual one first
 * @param refusals refusals that clients tell from others by type, by status code
 * @param queries query parameters, none of which must be given
 */
public record Contract(
        Optional<Shape> request,
        Optional<Shape> answer,
        List<Integer> success,
        SortedMap<Integer, Optional<Shape>> refusals,
        List<Query> queries) {
    static final Contract NOTHING =
            new Contract(Optional.empty(), Optional.empty(), List.of(200), new TreeMap<>(), List.of());

    /** Type and name of a body. */
    public record Shape(Class<?> type, String name, boolean many) {}

    /** @param type as JSON schema has it */
    public record Query(String name, String type) {}

    Contract reads(Shape shape) {
        return new Contract(Optional.of(shape), answer, success, refusals, queries);
    }

    Contract answers(Shape shape) {
        return new Contract(request, Optional.of(shape), success, refusals, queries);
    }

    Contract succeeds(List<Integer> codes) {
        return new Contract(request, answer, codes, refusals, queries);
    }

    /** @param shape empty = that of all errors */
    Contract refuses(int code, Optional<Shape> shape) {
        var more = new TreeMap<>(refusals);
        more.put(code, shape);
        return new Contract(request, answer, success, more, queries);
    }

    Contract with(Query query) {
        return new Contract(
                request,
                answer,
                success,
                refusals,
                Stream.concat(queries.stream(), Stream.of(query)).toList());
    }
}
