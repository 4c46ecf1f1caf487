package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonProperty;
import metalplant.wire.Required;

/**
 * A kind of issue a machine may have.
 *
 * @param details "" in the catalogue
 * @param severity {@code minor}, {@code major} or {@code critical}
 */
public record MachineIssue(
        @Required String description,
        @Required String details,
        @Required String id,
        @Required @JsonProperty("ref_url") String refUrl,
        @Required String severity) {}
