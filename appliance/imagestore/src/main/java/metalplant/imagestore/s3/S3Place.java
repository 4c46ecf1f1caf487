package metalplant.imagestore.s3;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import metalplant.model.Problem;

/**
 * A bucket, as {@code s3://BUCKET/PREFIX?endpoint=https://HOST:PORT&region=NAME&path-style=true}.
 *
 * @param prefix without a slash at either end; may be empty
 * @param endpoint Amazon's own if there is none
 * @param pathStyle whether the bucket's name stands in the path and not in the host name; what most servers of one's own want
 */
public record S3Place(String bucket, String prefix, Optional<URI> endpoint, String region, boolean pathStyle) {
    private static final String FORM = "a bucket is named s3://BUCKET/PREFIX?endpoint=https://HOST&region=NAME";
    private static final Set<String> KEYS = Set.of("endpoint", "region", "path-style");

    /** @throws Problem BAD_REQUEST that shows the form */
    public static S3Place parse(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            throw Problem.bad(FORM).because(e);
        }
        var bucket = uri.getAuthority();
        if (!"s3".equals(uri.getScheme()) || bucket == null || !bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
            throw Problem.bad(FORM);
        }
        var options = options(uri.getRawQuery());
        var endpoint = Optional.ofNullable(options.get("endpoint")).map(S3Place::endpoint);
        return new S3Place(
                bucket,
                uri.getPath().replaceAll("^/+|/+$", ""),
                endpoint,
                options.getOrDefault("region", "us-east-1"),
                options.containsKey("path-style") ? options.get("path-style").equals("true") : endpoint.isPresent());
    }

    private static URI endpoint(String text) {
        try {
            var uri = URI.create(text);
            if (uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?")) {
                return uri;
            }
        } catch (IllegalArgumentException _) {
            // Told below.
        }
        throw Problem.bad("endpoint is an address as https://HOST:PORT, not \"%s\"".formatted(text));
    }

    private static Map<String, String> options(String query) {
        var options = new TreeMap<String, String>();
        if (query != null) {
            Arrays.stream(query.split("&")).forEach(pair -> {
                int equals = pair.indexOf('=');
                if (equals < 0 || !KEYS.contains(pair.substring(0, equals))) {
                    throw Problem.bad("%s; \"%s\" is no option of it".formatted(FORM, pair));
                }
                options.put(
                        pair.substring(0, equals),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            });
        }
        return options;
    }

    /** The whole key of an object below the prefix. */
    public String key(String name) {
        return prefix.isEmpty() ? name : prefix + "/" + name;
    }

    @Override
    public String toString() {
        return "s3://" + key("").replaceAll("^", bucket + "/").replaceAll("/+$", "");
    }
}
