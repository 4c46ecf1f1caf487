package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import metalplant.wire.Absent;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * Whether a machine may be allocated, and why not.
 *
 * @param description needed unless the value is ""
 * @param issuer e-mail; ignored in a request
 * @param metalHammerVersion only in answers
 * @param value "" is available, {@code RESERVED}, {@code LOCKED}; a request may say {@code TAINTED} for RESERVED
 */
public record MachineState(
        @Required String description,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
        String issuer,

        @Required @JsonProperty("metal_hammer_version") String metalHammerVersion,
        @Required String value) {
    public MachineState {
        description = Absent.toText(description);
        metalHammerVersion = Absent.toText(metalHammerVersion);
        value = Absent.toText(value);
    }
}
