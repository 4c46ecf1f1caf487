package metalplant.door;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;

/**
 * How one door tells another who calls. The headers mean something on a connection that is mutually authenticated with a pinned key, and are
 * thrown away everywhere else: every name that starts with {@link #PREFIX} is ours.
 */
public final class CallerHeaders {
    /** In lower case. */
    public static final String PREFIX = "metal-plant-";

    public static final String EMAIL = "Metal-Plant-Caller-Email";
    public static final String NAME = "Metal-Plant-Caller-Name";
    public static final String TENANT = "Metal-Plant-Caller-Tenant";
    public static final String ROLE = "Metal-Plant-Caller-Role";

    /** A random id of the request, made by the first door. */
    public static final String REQUEST_ID = "Metal-Plant-Request-Id";

    private static final String REQUEST_ID_FORM = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final int VALUE_LENGTH_MAX = 512;

    private CallerHeaders() {}

    /** Whether a header is one of those that only a trusted door may set. */
    public static boolean reserved(String name) {
        return name.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
    }

    /** The headers that say that {@code caller} asks, in a fixed order. */
    public static Map<String, String> of(Caller caller, String requestId) {
        var headers = new LinkedHashMap<String, String>();
        headers.put(EMAIL, encode(caller.email()));
        headers.put(NAME, encode(caller.name()));
        headers.put(TENANT, encode(caller.tenant()));
        headers.put(ROLE, caller.role().name().toLowerCase(Locale.ROOT));
        headers.put(REQUEST_ID, requestId);
        return headers;
    }

    /**
     * The caller that the headers name.
     *
     * @param header the value of a header that is there exactly once
     * @throws Problem CREDENTIALS_REFUSED if one is missing, repeated or malformed
     */
    public static Caller caller(Function<String, Optional<String>> header) {
        return new Caller(text(header, EMAIL), text(header, NAME), text(header, TENANT), role(value(header, ROLE)));
    }

    /** @throws Problem CREDENTIALS_REFUSED if it is missing, repeated or malformed */
    public static String requestId(Function<String, Optional<String>> header) {
        var id = value(header, REQUEST_ID);
        if (!isRequestId(id)) {
            throw refused(REQUEST_ID);
        }
        return id;
    }

    /** Whether a text can be a request id at all. */
    public static boolean isRequestId(String text) {
        return text.matches(REQUEST_ID_FORM);
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String text(Function<String, Optional<String>> header, String name) {
        try {
            return URLDecoder.decode(value(header, name), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw refused(name).because(e);
        }
    }

    private static String value(Function<String, Optional<String>> header, String name) {
        return header.apply(name)
                .filter(value -> value.length() <= VALUE_LENGTH_MAX)
                .orElseThrow(() -> refused(name));
    }

    private static Role role(String text) {
        for (var role : Role.values()) {
            if (role.name().toLowerCase(Locale.ROOT).equals(text)) {
                return role;
            }
        }
        throw refused(ROLE);
    }

    private static Problem refused(String name) {
        return Problem.of(
                ProblemCode.CREDENTIALS_REFUSED, "header %s of the other door cannot be understood".formatted(name));
    }
}
