package metalplant.wire.switches;

import java.util.List;
import metalplant.wire.Required;
import org.jspecify.annotations.Nullable;

/**
 * What a port lets a machine announce.
 *
 * @param cidrs sorted; null for the port of a firewall that is not in its VRF yet
 * @param vnis decimal texts, sorted; empty for machines
 */
public record BGPFilter(
        @Required @Nullable List<String> cidrs, @Nullable List<String> vnis) {}
