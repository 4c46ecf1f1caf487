package metalplant.bootstrap.plantd;

import metalplant.bootstrap.upgrade.UpgradeBox;
import metalplant.model.World;

/** Everything that a step may touch. */
record Box(
        Host host,
        World world,
        BoxUnits units,
        BoxClock clock,
        Tpm tpm,
        HardwareId hardware,
        Consoles consoles,
        Owners owners,
        Warnings warnings,
        UpgradeBox slots) {}
