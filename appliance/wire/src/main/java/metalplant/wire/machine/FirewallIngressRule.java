package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import metalplant.wire.Absent;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * Traffic a firewall lets in.
 *
 * @param from prefixes of one family
 * @param ports 0 to 65535
 * @param protocol {@code tcp} or {@code udp} in any case; empty is tcp
 * @param to prefixes of the same family
 */
public record FirewallIngressRule(
        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
        String comment,

        @Required List<String> from,
        @Required List<Integer> ports,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
        String protocol,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
        List<String> to) {
    public FirewallIngressRule {
        from = Absent.toEmpty(from);
        ports = Absent.toEmpty(ports);
    }
}
