package metalplant.bootstrap.bmc;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import metalplant.bmc.report.InventoryConfig;

/**
 * What drives the controllers of one partition.
 *
 * @param leases of the DHCP server on their network
 * @param pins the file of the certificates that they showed first
 * @param redfishScheme https; http for simulated ones
 * @param ipmitool the program
 * @param inventory with no user nothing is looked at: commands to controllers whose user the plant knows are done all the same
 * @param pages for health, status and metrics; a port of 0 is any
 */
public record BmcConfig(
        String partition,
        Path leases,
        Path pins,
        String redfishScheme,
        int redfishPort,
        String ipmitool,
        InventoryConfig inventory,
        InetSocketAddress pages) {}
