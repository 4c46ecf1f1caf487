package metalplant.model.network;

import metalplant.model.ip.AddressFamily;

/**
 * How much of a network is used, per family.
 *
 * @param usedAddresses addresses handed out, without the reserved ones
 * @param usedPrefixes child prefixes cut
 */
public record NetworkUse(String networkId, AddressFamily family, long usedAddresses, long usedPrefixes) {}
