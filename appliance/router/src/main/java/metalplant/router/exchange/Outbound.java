package metalplant.router.exchange;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import metalplant.door.Caller;
import metalplant.door.Role;
import metalplant.model.trace.Traces;

/**
 * A request as it goes to a plant.
 *
 * @param target path and query below the base path, exactly as they came in
 * @param headers of the client, without those that end at this door
 * @param body exactly as it came in
 * @param caller verified here
 * @param role what the operation needs
 * @param requestId made here
 * @param writes whether it may change something, so that it is sent once and its loss is told
 */
public record Outbound(
        String verb,
        String target,
        List<Map.Entry<String, String>> headers,
        byte[] body,
        Caller caller,
        Role role,
        String requestId,
        boolean writes) {
    private static final String TRACEPARENT = "traceparent";

    /** A read of the door's own that belongs to this request, such as looking for an id. */
    public Outbound lookUp(String path) {
        return new Outbound(
                "GET",
                path,
                Stream.concat(
                                Stream.of(Map.entry("Accept", "application/json")),
                                headers.stream().filter(Outbound::isParent))
                        .toList(),
                new byte[0],
                caller,
                Role.VIEW,
                requestId,
                false);
    }

    /** Of what this is a part, if the client or this door said so. */
    Optional<String> traceparent() {
        return headers.stream()
                .filter(Outbound::isParent)
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /** The same as a part of this; as it is if nobody watches. */
    public Outbound because(Traces.Span span) {
        var parent = span.traceparent();
        if (parent.isEmpty()) {
            return this;
        }
        var others = headers.stream().filter(header -> !isParent(header));
        return new Outbound(
                verb,
                target,
                Stream.concat(others, Stream.of(Map.entry(TRACEPARENT, parent.get())))
                        .toList(),
                body,
                caller,
                role,
                requestId,
                writes);
    }

    private static boolean isParent(Map.Entry<String, String> header) {
        return header.getKey().equalsIgnoreCase(TRACEPARENT);
    }
}
