package metalplant.server.boot;

import metalplant.core.boot.AbortReinstall;
import metalplant.core.boot.BootLeases;
import metalplant.core.boot.BootMachine;
import metalplant.core.boot.RegisterMachine;
import metalplant.core.boot.ReportInstallation;
import metalplant.core.boot.WaitRegistry;
import metalplant.core.event.EventIntake;

/** What the boot door leads to. */
public record BootUseCases(
        BootMachine boot,
        RegisterMachine register,
        WaitRegistry waits,
        ReportInstallation report,
        AbortReinstall abort,
        EventIntake events,
        BootLeases leases) {}
