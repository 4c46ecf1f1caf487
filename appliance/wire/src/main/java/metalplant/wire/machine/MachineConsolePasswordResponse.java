package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A console password.
 *
 * @param consolePassword secret
 */
public record MachineConsolePasswordResponse(
        String id,
        String name,
        String description,
        @JsonProperty("console_password") String consolePassword) {
    /** Without secrets and user data: this may end up in a log. */
    @Override
    public String toString() {
        return "MachineConsolePasswordResponse[id=" + id + "]";
    }
}
