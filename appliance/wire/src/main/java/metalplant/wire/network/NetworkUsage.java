package metalplant.wire.network;

import com.fasterxml.jackson.annotation.JsonProperty;
import metalplant.wire.Required;

/**
 * How much of the prefixes of one address family is used. Available numbers stop at 2147483647.
 *
 * @param availableIps with network and broadcast address
 * @param availablePrefixes free blocks of 4 addresses
 * @param usedIps with the addresses nobody can have
 * @param usedPrefixes child prefixes
 */
public record NetworkUsage(
        @Required @JsonProperty("available_ips") long availableIps,
        @Required @JsonProperty("available_prefixes") long availablePrefixes,
        @Required @JsonProperty("used_ips") long usedIps,
        @Required @JsonProperty("used_prefixes") long usedPrefixes) {
    /** Nothing used of nothing: what the legacy field says of a network without IPv4. */
    public static final NetworkUsage NONE = new NetworkUsage(0, 0, 0, 0);
}
