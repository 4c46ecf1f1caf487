package metalplant.bmc.report;

/**
 * One address in use on the network of the controllers.
 *
 * @param mac in lower case, with colons
 * @param ip an IPv4 address
 */
public record Lease(String mac, String ip) {}
