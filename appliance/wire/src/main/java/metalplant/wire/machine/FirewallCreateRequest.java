package metalplant.wire.machine;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;

/**
 * A firewall to allocate: a machine with rules. On the wire the fields of the machine stand beside the rules.
 *
 * @param machine never null
 */
public record FirewallCreateRequest(
        @JsonUnwrapped MachineAllocateRequest machine,
        @JsonProperty("firewall_rules") @Nullable FirewallRules firewallRules) {}
