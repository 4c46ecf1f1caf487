package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A kind of issue a machine may have.
 *
 * @param details "" in the catalogue
 * @param severity {@code minor}, {@code major} or {@code critical}
 */
public record MachineIssue(
        String description,
        String details,
        String id,
        @JsonProperty("ref_url") String refUrl,
        String severity) {}
