package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import metalplant.wire.Absent;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * Traffic a firewall lets out.
 *
 * @param ports 0 to 65535
 * @param protocol {@code tcp} or {@code udp} in any case; empty is tcp
 * @param to prefixes of one family
 */
public record FirewallEgressRule(
        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
        String comment,

        @Required List<Integer> ports,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
        String protocol,

        @Required List<String> to) {
    public FirewallEgressRule {
        ports = Absent.toEmpty(ports);
        to = Absent.toEmpty(to);
    }
}
