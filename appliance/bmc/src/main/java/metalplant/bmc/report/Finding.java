package metalplant.bmc.report;

import metalplant.bmc.driver.Facts;

/** What a controller at an address said. */
public record Finding(Lease lease, Facts facts) {}
