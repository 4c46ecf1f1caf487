package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonProperty;
import metalplant.wire.Required;

/**
 * A console password.
 *
 * @param consolePassword secret
 */
public record MachineConsolePasswordResponse(
        @Required String id,
        String name,
        String description,
        @Required @JsonProperty("console_password") String consolePassword) {
    /** Without secrets and user data: this may end up in a log. */
    @Override
    public String toString() {
        return "MachineConsolePasswordResponse[id=" + id + "]";
    }
}
