package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The end of one command, as the service that drives management controllers reports it.
 *
 * @param machineId the machine's uuid
 */
public record MachineBmcResult(
        @JsonProperty("machineid") @Nullable String machineId,
        @Nullable String command,
        @Nullable String state,
        @Nullable String message,
        @Nullable Instant time) {}
