package metalplant.wire.peering;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** A session with a neighbour outside, its two ends as operators write them. */
public record PeeringBgp(@Nullable End local, @Nullable End remote) {
    /**
     * @param cidr address and length, as {@code 172.16.0.1/30}
     * @param port of the local end, as {@code Ethernet0@exit01}; left out of the remote one
     */
    public record End(
            @Nullable Long as,
            @Nullable String cidr,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String port) {}
}
