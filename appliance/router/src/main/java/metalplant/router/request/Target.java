package metalplant.router.request;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import metalplant.door.RequestTarget;
import metalplant.model.Problem;

/**
 * Path and query of a request.
 *
 * @param below both, below the base path, exactly as they came in
 * @param segments of the path below the base path, decoded; a slash at the end adds none
 * @param query as it came in, "" if there is none
 */
public record Target(String below, List<String> segments, String query) {
    private static final int LENGTH_MAX = 8 * 1024;
    private static final int SEGMENTS_MAX = 16;

    /**
     * Takes apart what came in. Whatever two servers could read in two ways is refused: what this door takes for one operation must not
     * be another one to the plant behind it.
     *
     * @param base the base path without a slash at the end
     * @return empty if the path is not below the base path
     * @throws Problem BAD_REQUEST
     */
    public static Optional<Target> parse(String base, String rawPath, String rawQuery) {
        RequestTarget.check(rawPath, rawQuery);
        if (rawPath.length() + rawQuery.length() > LENGTH_MAX) {
            throw Problem.bad("path and query are longer than %d characters".formatted(LENGTH_MAX));
        }
        if (!rawPath.startsWith(base + "/")) {
            return Optional.empty();
        }
        var path = rawPath.substring(base.length());
        var below = rawQuery.isEmpty() ? path : path + "?" + rawQuery;
        return Optional.of(new Target(below, segments(path), rawQuery));
    }

    private static List<String> segments(String path) {
        var raw = path.substring(1).split("/", -1);
        if (raw.length > SEGMENTS_MAX) {
            throw Problem.bad("the path has too many parts");
        }
        var segments = new ArrayList<String>();
        for (int i = 0; i < raw.length; i++) {
            boolean slashAtTheEnd = i > 0 && i == raw.length - 1 && raw[i].isEmpty();
            if (!slashAtTheEnd) {
                segments.add(segment(raw[i]));
            }
        }
        return List.copyOf(segments);
    }

    private static String segment(String raw) {
        // In a path a plus is a plus.
        var text = URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
        boolean odd = text.isEmpty()
                || text.equals(".")
                || text.equals("..")
                || text.chars().anyMatch(c -> c == '/' || c == '\\' || c == ';' || c < ' ' || c == 0x7f);
        if (odd) {
            throw Problem.bad("the path has an empty part, a dot segment, a parameter or a hidden slash");
        }
        return text;
    }

    /** The value of a query parameter; @throws Problem BAD_REQUEST if it is there with two values */
    public Optional<String> parameter(String name) {
        var values = new ArrayList<String>();
        for (var pair : query.split("&", -1)) {
            var parts = pair.split("=", 2);
            if (URLDecoder.decode(parts[0], StandardCharsets.UTF_8).equals(name)) {
                values.add(parts.length == 1 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
            }
        }
        if (values.stream().distinct().count() > 1) {
            throw Problem.bad("query parameter %s is there twice".formatted(name));
        }
        return values.stream().findFirst().filter(value -> !value.isEmpty());
    }
}
