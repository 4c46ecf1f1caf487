package metalplant.wire.peering;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the agent of a switch tells before and after each attempt.
 *
 * @param turn waiting, if it asks whether it may be changed; verified or failed
 */
public record FabricReportRequest(
        @Nullable String agent,
        @Nullable String version,
        @Nullable String role,
        @Nullable Long asn,
        @Nullable List<String> uplinks,
        @Nullable List<Cable> cables,
        @Nullable String error,
        @Nullable List<Held> peerings,
        @Nullable List<Finding> findings,
        @Nullable String turn) {

    public record Cable(
            @Nullable String name,
            @Nullable String address,
            @Nullable String exit,
            @Nullable String neighbour) {}

    /** @param state applied, verified, violated or failed */
    public record Held(
            @Nullable String id,
            @Nullable String revision,
            @Nullable String state) {}

    /** @param rule R1 to R8 */
    public record Finding(
            @Nullable String rule,
            @Nullable String vrf,
            @Nullable String prefix,
            @Nullable String source,
            @Nullable String message,
            @Nullable Boolean quarantined) {}
}
