package metalplant.rack.plant;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * The part of a machine's allocation that an installer acts on.
 *
 * @param id the allocation's uuid, new with each allocation
 * @param role machine or firewall
 * @param reinstall the server is to be installed again for the same owner
 * @param fault what an installer would stumble over; empty if it can install
 */
public record Allocation(String id, String role, boolean reinstall, Optional<String> fault) {
    /** Reads the {@code allocation} of a machine document; empty if the machine is free. */
    public static Optional<Allocation> of(JsonNode machine) {
        JsonNode allocation = machine.path("allocation");
        if (!allocation.isObject()) {
            return Optional.empty();
        }
        return Optional.of(new Allocation(
                allocation.path("allocationuuid").asText(""),
                allocation.path("role").asText(""),
                allocation.path("reinstall").asBoolean(false),
                faultOf(allocation)));
    }

    private static Optional<String> faultOf(JsonNode allocation) {
        if (!allocation.path("role").asText("").matches("machine|firewall")) {
            return Optional.of("the role is neither machine nor firewall");
        }
        if (allocation.path("hostname").asText("").isEmpty()) {
            return Optional.of("no hostname");
        }
        if (!allocation.path("networks").isArray()
                || allocation.path("networks").isEmpty()) {
            return Optional.of("no networks");
        }
        if (!allocation.path("filesystemlayout").isObject()) {
            return Optional.of("no filesystem layout");
        }
        if (!allocation.path("image").path("url").asText("").endsWith("lz4")) {
            return Optional.of("the url of the image does not end in lz4");
        }
        return Optional.empty();
    }
}
