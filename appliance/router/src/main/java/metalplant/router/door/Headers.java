package metalplant.router.door;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import metalplant.door.CallerHeaders;

/** Which headers pass the door. */
final class Headers {
    /** Belong to one connection (RFC 9110, 7.6.1), or are made anew for the next one. */
    private static final Set<String> HOP = Set.of(
            "connection",
            "keep-alive",
            "proxy-authenticate",
            "proxy-authorization",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade",
            "host",
            "content-length",
            "expect",
            "http2-settings");

    /** Are for this door: a plant behind it could use them as its own. */
    private static final Set<String> CREDENTIALS = Set.of("authorization", "x-date", "x-data-salt");

    private Headers() {}

    /** What of a client's headers goes on. */
    static List<Map.Entry<String, String>> forward(Iterable<Map.Entry<String, List<String>>> headers) {
        return pass(headers, CREDENTIALS);
    }

    /** What of a plant's headers goes back. */
    static List<Map.Entry<String, String>> back(Iterable<Map.Entry<String, List<String>>> headers) {
        return pass(headers, Set.of());
    }

    private static List<Map.Entry<String, String>> pass(
            Iterable<Map.Entry<String, List<String>>> headers, Set<String> stopped) {
        var named = new TreeSet<String>();
        headers.forEach(header -> {
            if (header.getKey().equalsIgnoreCase("connection")) {
                header.getValue().forEach(value -> {
                    for (var name : value.split(",", -1)) {
                        named.add(name.strip().toLowerCase(Locale.ROOT));
                    }
                });
            }
        });
        var passed = new ArrayList<Map.Entry<String, String>>();
        headers.forEach(header -> {
            var name = header.getKey().toLowerCase(Locale.ROOT);
            boolean stays = HOP.contains(name)
                    || stopped.contains(name)
                    || named.contains(name)
                    || name.startsWith(":")
                    || CallerHeaders.reserved(name);
            if (!stays) {
                header.getValue().forEach(value -> passed.add(Map.entry(header.getKey(), value)));
            }
        });
        return List.copyOf(passed);
    }
}
