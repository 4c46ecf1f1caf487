package metalplant.wire.peering;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * @param version of the newest model for the switch
 * @param turn absent if it did not ask
 */
public record FabricReportResponse(
        String version,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Turn turn) {

    /** @param message why it has to wait; "" if it may begin */
    public record Turn(boolean granted, String message) {}
}
