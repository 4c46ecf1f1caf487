package metalplant.router.exchange;

import java.util.List;
import java.util.Map;
import metalplant.door.Caller;
import metalplant.door.Role;

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

    /** A read of the door's own that belongs to this request, such as looking for an id. */
    public Outbound lookUp(String path) {
        return new Outbound(
                "GET",
                path,
                List.of(Map.entry("Accept", "application/json")),
                new byte[0],
                caller,
                Role.VIEW,
                requestId,
                false);
    }
}
