package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Traffic a firewall lets through.
 */
public record FirewallRules(
        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
        List<FirewallEgressRule> egress,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
        List<FirewallIngressRule> ingress) {}
