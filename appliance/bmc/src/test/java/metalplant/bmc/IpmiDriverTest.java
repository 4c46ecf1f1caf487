package metalplant.bmc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import metalplant.bmc.driver.Driver;
import metalplant.bmc.driver.PowerButton;
import metalplant.bmc.ipmi.IpmiDriver;
import metalplant.bmc.ipmi.Ipmitool;
import metalplant.model.Problem;
import metalplant.model.ProblemCode;
import metalplant.model.firmware.FirmwareKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IpmiDriverTest extends DriverContract {
    private final IpmiSim simulated;

    IpmiDriverTest(@TempDir Path folder) {
        this.simulated = new IpmiSim(folder.resolve("controller"));
    }

    @AfterEach
    void end() {
        simulated.close();
    }

    @Override
    Driver driver() {
        return new IpmiDriver(IpmiSim.TOOL, simulated.controller());
    }

    @Override
    String machineId() {
        return IpmiSim.UUID;
    }

    @Override
    String bootDevice() {
        return simulated.boot();
    }

    @Override
    String networkBoot() {
        return "pxe";
    }

    @Test
    void aWrongPasswordIsSaidToBePossiblyTheReason() {
        var wrong = new IpmiDriver(IpmiSim.TOOL, simulated.controller("wrong"));
        var problem = catchThrowableOfType(Problem.class, () -> wrong.press(PowerButton.ON));
        assertThat(problem.code()).isEqualTo(ProblemCode.BMC_UNREACHABLE);
        assertThat(problem).hasMessageContaining("does it take this user and password?");
        assertThat(simulated.power()).isEqualTo("0");
    }

    @Test
    void aDeadControllerIsSaidToBeUnreachable() {
        simulated.kill();
        var problem = catchThrowableOfType(Problem.class, () -> driver().press(PowerButton.ON));
        assertThat(problem.code()).isEqualTo(ProblemCode.BMC_UNREACHABLE);
    }

    @Test
    void aProgramThatIsNotInstalledIsNamed() {
        var driver = new IpmiDriver(new Ipmitool("ipmitool-of-nobody", Duration.ofSeconds(5)), simulated.controller());
        var problem = catchThrowableOfType(Problem.class, driver::isOn);
        assertThat(problem).hasMessageContaining("is ipmitool installed?");
    }

    @Test
    void firmwareIsRefused() {
        var problem = catchThrowableOfType(
                Problem.class, () -> driver().update(FirmwareKind.BIOS, URI.create("http://images/bios.bin")));
        assertThat(problem.code()).isEqualTo(ProblemCode.BMC_REFUSED);
    }
}
