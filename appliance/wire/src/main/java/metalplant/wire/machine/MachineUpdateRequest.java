package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * Changes of the allocation of a machine.
 *
 * @param description null leaves
 * @param sshPubKeys null and empty leave
 * @param tags null and empty leave; a list replaces the tags of the user
 */
public record MachineUpdateRequest(
        @Required @Nullable String id,
        @Required @Nullable String description,
        @JsonProperty("ssh_pub_keys") @Nullable List<String> sshPubKeys,
        @Nullable List<String> tags) {}
